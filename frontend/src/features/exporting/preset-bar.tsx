import { MoreHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { ChoiceField, TextField } from "@/ui/field";
import { Menu, type MenuItem } from "@/ui/menu";
import { READY_MADE } from "./ready-made";
import type { Presets } from "./use-presets";

type Naming = "save" | "rename" | null;

/** Options under a name: chosen, kept, renamed, deleted. */
export function PresetBar({ presets }: { presets: Presets }) {
  const [naming, setNaming] = useState<Naming>(null);
  const { own, used, preset, changed } = presets;
  const items: MenuItem[] = [
    { id: "save", label: "Save these options …", onSelect: () => setNaming("save") },
    ...(preset
      ? [
          {
            id: "update",
            label: `Save to “${preset.name}”`,
            disabled: !changed,
            onSelect: () => void presets.update(),
          },
          { id: "rename", label: "Rename …", onSelect: () => setNaming("rename") },
          { id: "line", separator: true as const },
          {
            id: "delete",
            label: "Delete",
            danger: true,
            onSelect: () => void presets.remove(),
          },
        ]
      : []),
  ];
  if (naming) {
    const rename = naming === "rename";
    return (
      <NameForm
        label={rename ? "New name of the preset" : "Name of the preset"}
        name={rename ? (preset?.name ?? "") : ""}
        onLeave={() => setNaming(null)}
        onSave={(name) => (rename ? presets.rename(name) : presets.save(name))}
      />
    );
  }
  return (
    <div className="flex items-end gap-1">
      <div className="min-w-0 grow">
        <ChoiceField
          label={changed ? "Preset, changed" : "Preset"}
          value={used}
          onChange={(event) => presets.choose(event.target.value)}
        >
          <option value="">None</option>
          {own.length > 0 ? (
            <optgroup label="Of this project">
              {own.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          ) : null}
          <optgroup label="Ready-made">
            {READY_MADE.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        </ChoiceField>
      </div>
      <Menu items={items} label="What to do with presets">
        <IconButton label="Save, rename or delete presets">
          <MoreHorizontal size={16} />
        </IconButton>
      </Menu>
    </div>
  );
}

type NameFormProps = {
  label: string;
  name: string;
  onSave: (name: string) => Promise<boolean> | null;
  onLeave: () => void;
};

function NameForm({ label, name, onSave, onLeave }: NameFormProps) {
  const [text, setText] = useState(name);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const said = text.trim();
  async function save() {
    if (said && (await onSave(said))) onLeave();
  }
  return (
    <form
      ref={form}
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="min-w-0 grow">
        <TextField
          label={label}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            onLeave();
          }}
        />
      </div>
      <Button type="submit" disabled={!said}>
        Save
      </Button>
      <Button look="quiet" onClick={onLeave}>
        Leave
      </Button>
    </form>
  );
}
