import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useMenuActions } from "@/actions/menu";
import { useActions } from "@/actions/registry";
import type { Person, Style } from "@/graphql/cast";
import type { WholeProject } from "@/graphql/project";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Menu } from "@/ui/menu";
import { Facts, Part, Side } from "@/ui/side";
import { capital } from "@/ui/words";
import { Applied } from "./applied";
import { PersonForm, PlaceForm, StyleForm } from "./forms";
import type { CastActs } from "./use-cast-acts";
import { type ProjectCast, scenesAt } from "./use-project-cast";
import { ScenesPart, UsedPart } from "./used";
import { ONE, PERSON, PLACE, type Side as SideOf, STYLE, type Tab } from "./words";

type DetailProps = {
  projectId: string;
  project: WholeProject | null;
  cast: ProjectCast;
  acts: CastActs;
  tab: Tab;
  itemId: string;
  onShow: (id: string) => void;
  onClose: () => void;
};

/** All that is known of a character, a location or a style, and where it is used. */
export function Detail(props: DetailProps) {
  const { projectId, project, cast, acts, tab, itemId, onShow, onClose } = props;
  const [editing, setEditing] = useState(false);
  useActions([
    { id: "side.close", label: "Close", group: "View", keys: "Escape", hidden: true, run: onClose },
  ]);
  const person = tab === "characters" ? cast.people.find(({ id }) => id === itemId) : undefined;
  const place = tab === "locations" ? cast.places.find(({ id }) => id === itemId) : undefined;
  const style = tab === "styles" ? cast.styles.find(({ id }) => id === itemId) : undefined;
  const item = person ?? place ?? style;
  const label = capital(ONE[tab]);
  if (!item) {
    return (
      <Side label={label} title={label} onClose={onClose}>
        <Empty title={`There is no such ${ONE[tab]}`}>It was deleted, or is not there yet.</Empty>
      </Side>
    );
  }
  const form = { acts, onMade: onShow, onClose: () => setEditing(false) };
  return (
    <Side
      label={label}
      title={item.name}
      onClose={onClose}
      tools={
        <Tools
          {...props}
          item={item}
          person={person}
          style={style}
          onEdit={() => setEditing(true)}
        />
      }
    >
      <div className="px-4 py-3">
        <Button size="sm" look="primary" onClick={() => setEditing(true)}>
          Edit
        </Button>
      </div>
      {person ? <Said sides={PERSON} item={person} /> : null}
      {place ? <Said sides={PLACE} item={place} /> : null}
      {style ? <Said sides={STYLE} item={style} /> : null}
      {person ? <Further person={person} /> : null}
      {place ? <ScenesPart projectId={projectId} scenes={scenesAt(project, place)} /> : null}
      {place || !project ? null : <Applied {...{ project, tab, item }} />}
      <UsedPart {...{ projectId, project }} clipIds={cast.uses?.get(item.id) ?? []} />
      {editing && person ? <PersonForm {...form} item={person} /> : null}
      {editing && place ? <PlaceForm {...form} item={place} /> : null}
      {editing && style ? <StyleForm {...form} item={style} /> : null}
    </Side>
  );
}

type Item =
  | ProjectCast["people"][number]
  | ProjectCast["places"][number]
  | ProjectCast["styles"][number];
type ToolsProps = DetailProps & {
  item: Item;
  person: Person | undefined;
  style: Style | undefined;
  onEdit: () => void;
};

function Tools({ acts, tab, item, person, style, onShow, onClose, onEdit }: ToolsProps) {
  async function remove() {
    if (await acts.remove(tab, item)) onClose();
  }
  const given = [
    { id: "edit", label: "Edit", keys: "e", run: onEdit },
    {
      id: "duplicate",
      label: "Duplicate",
      keys: "$mod+d",
      run: () => void acts.duplicate(tab, item, onShow),
    },
    ...(person
      ? [{ id: "keep", label: "Save to the library", run: () => void acts.keep(person) }]
      : []),
    ...(style?.scope === "PROJECT"
      ? [{ id: "share", label: "Move to the library", run: () => void acts.share(style) }]
      : []),
    ...(tab === "styles"
      ? [{ id: "save", label: "Save as a file", run: () => void acts.save([item]) }]
      : []),
    { id: "delete", label: "Delete", keys: "Delete", run: () => void remove() },
  ];
  const items = useMenuActions("cast", item.name, given);
  return (
    <Menu items={items} label={`More for this ${ONE[tab]}`}>
      <IconButton label={`More for this ${ONE[tab]}`}>
        <Ellipsis size={16} />
      </IconButton>
    </Menu>
  );
}

type SaidProps<Name extends string> = {
  sides: readonly SideOf<Name>[];
  item: Record<Name, string> & { notes: string };
};

function Said<Name extends string>({ sides, item }: SaidProps<Name>) {
  const facts = sides.map(({ name, label }) => [label, item[name]] as const);
  const isEmpty = facts.every(([, value]) => value === "");
  return (
    <Part title="What prompts say">
      {isEmpty ? <p className="text-sm text-soft">Nothing yet.</p> : <Facts facts={facts} />}
      {item.notes ? (
        <p className="mt-2 whitespace-pre-line text-xs text-soft wrap-anywhere">{item.notes}</p>
      ) : null}
    </Part>
  );
}

/** Costumes, LoRAs, and pictures to go by. */
function Further({ person }: { person: Person }) {
  const { looks, loras, triggerWords, references } = person;
  return (
    <>
      {looks.length > 0 ? (
        <Part title="Costumes">
          <Facts
            facts={looks.map(({ name, words, isDefault }) => [
              isDefault ? `${name} (default)` : name,
              words || "Nothing is said",
            ])}
          />
        </Part>
      ) : null}
      {loras.length + triggerWords.length > 0 ? (
        <Part title="LoRAs">
          <Facts
            facts={[
              ...loras.map(({ model, strength }) => [model?.name ?? "Gone", strength] as const),
              ["Trigger words", triggerWords.join(", ")],
            ]}
          />
        </Part>
      ) : null}
      {references.length > 0 ? (
        <Part title="Pictures to go by">
          <div className="grid grid-cols-4 gap-1">
            {references.map(({ id, url, thumbnailUrl }) => (
              <img
                key={id}
                src={thumbnailUrl ?? url}
                alt={person.name}
                className="aspect-square rounded-sm object-cover"
              />
            ))}
          </div>
        </Part>
      ) : null}
    </>
  );
}
