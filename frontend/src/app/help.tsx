import { useState } from "react";
import { singleKeys } from "@/actions/keyboard";
import { type Action, useRegistered } from "@/actions/registry";
import { Dialog } from "@/ui/dialog";
import { Keys } from "@/ui/keys";

/** The keys that work here and now. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const actions = useRegistered().filter((action) => action.keys);
  const [single, setSingle] = useState(singleKeys.on);
  const groups = Object.entries(Object.groupBy(actions, (action) => action.group));
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts" wide>
      <div className="columns-1 gap-8 md:columns-2 lg:columns-3">
        {groups.map(([group, members]) => (
          <Keymap key={group} group={group} actions={members ?? []} />
        ))}
      </div>
      <label className="mt-4 flex items-center gap-2 border-t border-line pt-4 text-sm">
        <input
          type="checkbox"
          checked={single}
          className="size-4 accent-accent"
          onChange={(event) => {
            singleKeys.set(event.target.checked);
            setSingle(event.target.checked);
          }}
        />
        Single letters are shortcuts. Turn this off if you speak to your computer.
      </label>
    </Dialog>
  );
}

function Keymap({ group, actions }: { group: string; actions: readonly Action[] }) {
  const lines = Object.entries(Object.groupBy(actions, (action) => action.label));
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1.5 text-xs font-semibold text-faint">{group}</h3>
      <dl className="flex flex-col gap-1 text-sm">
        {lines.map(([label, same]) => (
          <div key={label} className="flex items-center justify-between gap-3">
            <dt>{label}</dt>
            <dd className="flex shrink-0 gap-1">
              {same?.map((action) => (
                <Keys key={action.id} keys={action.keys ?? ""} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
