import { type FormEvent, type ReactNode, useState } from "react";
import type { Problem } from "@/graphql/act";
import type { Person, Place, Style } from "@/graphql/cast";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ChoiceField, TextBox, TextField } from "@/ui/field";
import { listed } from "@/ui/words";
import { Wrong } from "@/ui/wrong";
import { type LookRow, Looks, type LoraRow, Loras } from "./form-rows";
import type { CastActs } from "./use-cast-acts";
import { ONE, PERSON, PLACE, type Side, STYLE, type Tab } from "./words";

type FormProps<Item> = {
  /** The one that is changed; a new one if missing. */
  item?: Item | undefined;
  /** What a new one is called at first. */
  name?: string;
  acts: CastActs;
  onMade: (id: string) => void;
  onClose: () => void;
};

/** A new one of the tab. */
export function ItemForm({ tab, ...rest }: { tab: Tab } & Omit<FormProps<never>, "item">) {
  if (tab === "characters") return <PersonForm {...rest} />;
  return tab === "styles" ? <StyleForm {...rest} /> : <PlaceForm {...rest} />;
}

const PLACEMENTS = [
  { value: "AT_NAME", label: "Behind the first mention of the name" },
  { value: "BEFORE", label: "Before the words of the shot" },
  { value: "AFTER", label: "Behind the words of the shot" },
] as const;

export function PersonForm({ item, name, acts, onMade, onClose }: FormProps<Person>) {
  const [looks, setLooks] = useState<readonly LookRow[]>(() =>
    (item?.looks ?? []).map((look) => ({ ...look, key: look.id })),
  );
  const [loras, setLoras] = useState<readonly LoraRow[]>(() =>
    (item?.loras ?? []).flatMap(({ model, strength }) =>
      model ? { modelId: model.id, name: model.name, strength } : [],
    ),
  );
  function submit(form: FormData) {
    const placement = PLACEMENTS.find(({ value }) => value === form.get("placement"))?.value;
    const draft = {
      ...textsOf(PERSON, form),
      placement: placement ?? "AT_NAME",
      triggerWords: listed(String(form.get("triggerWords"))),
      looks: looks
        .filter((look) => look.name.trim() !== "")
        .map((look) => ({
          id: look.id ?? null,
          name: look.name.trim(),
          words: look.words,
          isDefault: look.isDefault,
        })),
      loras: loras.map(({ modelId, strength }) => ({ modelId, strength })),
    };
    return item ? acts.changePerson(item, draft) : acts.makePerson(draft, onMade);
  }
  return (
    <SheetForm tab="characters" {...{ item, name, onClose, submit }} sides={PERSON}>
      <Looks rows={looks} onChange={setLooks} />
      <TextField
        label="Trigger words"
        name="triggerWords"
        hint="With commas between; said with models of the LoRA’s family only."
        defaultValue={item?.triggerWords.join(", ")}
      />
      <Loras rows={loras} onChange={setLoras} />
      <ChoiceField
        label="Where in the prompt"
        name="placement"
        defaultValue={item?.placement ?? "AT_NAME"}
        choices={PLACEMENTS}
      />
    </SheetForm>
  );
}

export function PlaceForm({ item, name, acts, onMade, onClose }: FormProps<Place>) {
  function submit(form: FormData) {
    const draft = textsOf(PLACE, form);
    return item ? acts.changePlace(item, draft) : acts.makePlace(draft, onMade);
  }
  return <SheetForm tab="locations" {...{ item, name, onClose, submit }} sides={PLACE} />;
}

export function StyleForm({ item, name, acts, onMade, onClose }: FormProps<Style>) {
  function submit(form: FormData) {
    const draft = {
      ...textsOf(STYLE, form),
      category: String(form.get("category")).trim(),
      tags: listed(String(form.get("tags"))),
    };
    return item ? acts.changeStyle(item, draft) : acts.makeStyle(draft, onMade);
  }
  return (
    <SheetForm tab="styles" {...{ item, name, onClose, submit }} sides={STYLE}>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Category"
          name="category"
          maxLength={100}
          defaultValue={item?.category}
          placeholder="Painting"
        />
        <TextField
          label="Tags"
          name="tags"
          defaultValue={item?.tags.join(", ")}
          placeholder="sea, paper"
        />
      </div>
    </SheetForm>
  );
}

/** The name, the sides and the notes that a form has. */
function textsOf<Name extends string>(sides: readonly Side<Name>[], form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const said = Object.fromEntries(sides.map(({ name }) => [name, text(name)]));
  return { ...(said as Record<Name, string>), name: text("name"), notes: text("notes") };
}

type SheetFormProps<Name extends string> = {
  tab: Tab;
  item: (Record<Name, string> & { name: string; notes: string }) | undefined;
  name: string | undefined;
  sides: readonly Side<Name>[];
  /** Answers with what is wrong. */
  submit: (form: FormData) => Promise<readonly Problem[]>;
  onClose: () => void;
  children?: ReactNode;
};

function SheetForm<Name extends string>(props: SheetFormProps<Name>) {
  const { tab, item, name, sides, submit, onClose, children } = props;
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    const wrong = await submit(new FormData(event.currentTarget));
    setBusy(false);
    setProblems(wrong);
    if (wrong.length === 0) onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={item ? `Edit ${item.name}` : `New ${ONE[tab]}`}
      description="Each line goes into prompts as it is; what is empty is not said."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="sheet" disabled={busy}>
            {busy ? "Saving …" : item ? "Save" : `Make ${ONE[tab]}`}
          </Button>
        </>
      }
    >
      <form id="sheet" onSubmit={send} className="flex flex-col gap-4">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={200}
          defaultValue={item?.name ?? name}
        />
        <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
          {sides.map((side) => (
            <TextField
              key={side.name}
              label={side.label}
              name={side.name}
              maxLength={500}
              placeholder={side.example}
              defaultValue={item?.[side.name]}
            />
          ))}
        </div>
        {children}
        <TextBox
          label="Notes"
          name="notes"
          rows={2}
          maxLength={20000}
          defaultValue={item?.notes}
          hint="For people; they go into no prompt."
        />
        <Wrong problems={problems} />
      </form>
    </Dialog>
  );
}
