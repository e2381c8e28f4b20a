import { clsx } from "clsx";
import { useState } from "react";
import { useQuery } from "urql";
import type { Character } from "@/graphql/entities";
import { useAgain } from "@/graphql/use-again";
import { CastQuery } from "./documents";
import { TextDraft } from "./text-draft";

const LONGEST_LOOK = 500;
export const SAME = "The same look in every shot, from the next render on.";

export function useCast(projectId: string) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: CastQuery,
    variables: { projectId },
  });
  const again = () => reread({ requestPolicy: "network-only" });
  const failed = error !== undefined && !data;
  useAgain(failed && !fetching, again);
  return { cast: data?.project?.characters ?? [], waiting: fetching && !data, failed, again };
}

/** `plain` where it stands among others of its kind. */
export function Look({ character, plain }: { character: Character; plain?: boolean }) {
  return (
    <TextDraft
      short
      id={character.id}
      field="look"
      value={character.look}
      what={`look of ${character.name}`}
      label={plain ? character.name : `Look of ${character.name}`}
      {...(plain ? {} : { hint: SAME })}
      placeholder="Age, face, hair, clothes"
      maxLength={LONGEST_LOOK}
    />
  );
}

type ChipsProps = { names: readonly string[]; cast: readonly Character[] };

/** Who is in a shot; one of them opens, to see and change the look. */
export function Chips({ names, cast }: ChipsProps) {
  const [openName, setOpen] = useState<string | null>(null);
  const known = (name: string) =>
    cast.find((character) => character.name.toLowerCase() === name.toLowerCase());
  const shown = openName !== null && names.includes(openName) ? known(openName) : undefined;
  return (
    <div className="flex flex-col gap-2">
      <p id="inspector-characters" className="text-xs font-medium text-soft">
        Characters
      </p>
      {names.length === 0 ? (
        <p className="text-sm text-faint">Nobody is named in this shot.</p>
      ) : null}
      <ul aria-labelledby="inspector-characters" className="flex flex-wrap gap-1.5 empty:hidden">
        {names.map((name) => (
          <li key={name}>
            {known(name) ? (
              <button
                type="button"
                aria-expanded={openName === name}
                onClick={() => setOpen(openName === name ? null : name)}
                className={clsx(
                  CHIP,
                  openName === name
                    ? "bg-accent-wash text-ink"
                    : "bg-raised text-ink hover:bg-hover active:bg-pressed",
                )}
              >
                {name}
              </button>
            ) : (
              <span className={clsx(CHIP, "bg-raised text-soft")}>{name}</span>
            )}
          </li>
        ))}
      </ul>
      {shown ? <Look key={shown.id} character={shown} /> : null}
    </div>
  );
}

const CHIP =
  "inline-flex h-6 max-w-72 items-center truncate rounded-full px-2.5 text-xs transition-colors";
