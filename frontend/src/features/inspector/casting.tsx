import { X } from "lucide-react";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { CastOfProject, ORIGINS, type Person, useCastNews, useFeeds } from "@/graphql/cast";
import { useCastings } from "@/graphql/castings";
import type { Clip } from "@/graphql/entities";
import { Button, IconButton } from "@/ui/button";
import { ChoiceField } from "@/ui/field";
import { Skeleton } from "@/ui/status";
import { plural } from "@/ui/words";
import { changesOf, charactersOf, type Fed, stylesOf, type Tried } from "./casting-changes";
import { PromptPreview } from "./prompt-preview";
import { Section } from "./section";
import { UnreadPart } from "./unread-part";

type CastingProps = { projectId: string; clips: readonly Pick<Clip, "id" | "number">[] };

/** Who and which style feed these shots, and from where; and giving them others. */
export function Casting(props: CastingProps) {
  return (
    <Section title="Cast">
      <Inside key={props.clips.map(({ id }) => id).join()} {...props} />
    </Section>
  );
}

function Inside({ projectId, clips }: CastingProps) {
  const ids = useMemo(() => clips.map(({ id }) => id), [clips]);
  const { feeds, failed, again } = useFeeds(projectId, ids);
  const { people, styles } = useChoices(projectId);
  const [tried, setTried] = useState<Tried | null>(null);
  const { apply } = useCastings();
  if (failed) return <UnreadPart what="cast" onAgain={again} />;
  if (!feeds) return <Skeleton className="h-16" />;
  const all = [...feeds.values()];
  const style = stylesOf(all);
  const nameOf = (id: string) =>
    [...people, ...styles, ...style].find((one) => one.id === id)?.name ?? "It";
  async function doIt(what: Tried) {
    const where = placed(clips);
    if (await apply(labelOf(what, nameOf(what.id), where), changesOf(what, ids))) setTried(null);
  }
  const [first] = clips;
  return (
    <div className="flex flex-col gap-3">
      <FedList
        title="Characters"
        none="Nobody is in it."
        fed={charactersOf(all)}
        of={clips.length}
        onWithout={(id) => setTried({ kind: "without", id })}
      />
      <FedList
        title="Style"
        none="No style."
        fed={style}
        of={clips.length}
        onWithout={(id) => setTried({ kind: "no style", id })}
      />
      <Choices people={people} styles={styles} tried={tried} onTry={setTried} />
      {tried && first ? (
        <div className="flex flex-col gap-2 rounded-md bg-well p-3">
          <PromptPreview clipId={first.id} number={first.number} tried={tried} />
          <div className="flex gap-2">
            <Button look="primary" size="sm" onClick={() => void doIt(tried)}>
              {DO[tried.kind]} {placed(clips)}
            </Button>
            <Button size="sm" onClick={() => setTried(null)}>
              Cancel
            </Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}

const DO: Record<Tried["kind"], string> = {
  character: "Cast in",
  without: "Leave out of",
  style: "Apply to",
  "no style": "Take from",
};

function placed(clips: CastingProps["clips"]): string {
  const [only] = clips;
  return clips.length === 1 && only ? `shot ${only.number}` : plural(clips.length, "shot");
}

function labelOf({ kind }: Tried, name: string, where: string): string {
  if (kind === "character") return `Cast ${name} in ${where}`;
  if (kind === "without") return `Left ${name} out of ${where}`;
  return kind === "style" ? `“${name}” is the style of ${where}` : `No style for ${where}`;
}

function useChoices(projectId: string) {
  const [{ data }, reread] = useQuery({ query: CastOfProject, variables: { projectId } });
  useCastNews(projectId, "cast", () => reread({ requestPolicy: "network-only" }));
  return {
    people: data?.characters.nodes ?? [],
    styles: data?.styles.nodes ?? [],
  };
}

type FedListProps = {
  title: string;
  none: string;
  fed: readonly Fed[];
  of: number;
  onWithout: (id: string) => void;
};

function FedList({ title, none, fed, of, onWithout }: FedListProps) {
  return (
    <div>
      <h4 className="text-xs font-medium text-soft">{title}</h4>
      {fed.length === 0 ? <p className="text-sm text-faint">{none}</p> : null}
      <ul>
        {fed.map(({ id, name, origins, count }) => (
          <li key={id} className="flex min-h-7 items-center gap-2">
            <span className="min-w-0 truncate text-sm">{name}</span>
            <span className="min-w-0 grow truncate text-xs text-faint tabular-nums">
              from {origins.map((origin) => ORIGINS[origin]).join(" and ")}
              {of > 1 ? `, ${count} of ${of}` : ""}
            </span>
            <IconButton small label={`Without ${name}`} onClick={() => onWithout(id)}>
              <X size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}

type ChoicesProps = {
  people: readonly Person[];
  styles: readonly { id: string; name: string }[];
  tried: Tried | null;
  onTry: (tried: Tried | null) => void;
};

const PROMINENCE = [
  { value: "1", label: "As usual" },
  { value: "1.5", label: "Prominent" },
  { value: "0.5", label: "In the background" },
];

function Choices({ people, styles, tried, onTry }: ChoicesProps) {
  const cast = tried?.kind === "character" ? tried : null;
  const looks = people.find(({ id }) => id === cast?.id)?.looks ?? [];
  return (
    <div className="grid grid-cols-2 gap-3">
      <ChoiceField
        label="Cast somebody"
        value={cast?.id ?? ""}
        choices={offered(people)}
        onChange={({ target: { value: id } }) =>
          onTry(id ? { kind: "character", id, lookId: null, prominence: 1 } : null)
        }
      />
      <ChoiceField
        label="Give a style"
        value={tried?.kind === "style" ? tried.id : ""}
        choices={offered(styles)}
        onChange={({ target: { value: id } }) => onTry(id ? { kind: "style", id } : null)}
      />
      {cast && looks.length > 0 ? (
        <ChoiceField
          label="Costume"
          value={cast.lookId ?? ""}
          choices={[
            { value: "", label: "As usual" },
            ...looks.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ target }) => onTry({ ...cast, lookId: target.value || null })}
        />
      ) : null}
      {cast ? (
        <ChoiceField
          label="In the picture"
          value={String(cast.prominence)}
          choices={PROMINENCE}
          onChange={({ target }) => onTry({ ...cast, prominence: Number(target.value) })}
        />
      ) : null}
    </div>
  );
}

function offered(items: readonly { id: string; name: string }[]) {
  const none = { value: "", label: items.length > 0 ? "Choose …" : "None yet" };
  return [none, ...items.map(({ id, name }) => ({ value: id, label: name }))];
}
