import { ChoiceField } from "@/ui/field";
import { plural } from "@/ui/words";
import { Check } from "./check";
import type { FieldProps } from "./fields";
import type { Scope } from "./wish";

export type Scene = { id: string; name: string };

type ScopeProps = FieldProps & { scenes: readonly Scene[] };

/** How much of the film. */
export function ScopeField({ scenes, choices, about, problems, onChange }: ScopeProps) {
  const count = about.chosen.length;
  const scopes: { value: Scope; label: string }[] = [
    { value: "film", label: "The whole film" },
    ...(scenes.length > 0 ? [{ value: "scenes" as const, label: "Some scenes" }] : []),
    ...(count > 0
      ? [{ value: "chosen" as const, label: `The selected ${plural(count, "shot")}` }]
      : []),
  ];
  function choose(value: string) {
    const found = scopes.find((scope) => scope.value === value);
    if (!found) return;
    const first = scenes[0];
    const sceneIds =
      found.value === "scenes" && choices.sceneIds.length === 0 && first
        ? [first.id]
        : choices.sceneIds;
    onChange({ scope: found.value, sceneIds });
  }
  return (
    <>
      <ChoiceField
        label="What of it"
        value={choices.scope}
        choices={scopes}
        onChange={(event) => choose(event.target.value)}
      />
      {choices.scope === "scenes" ? (
        <fieldset className="flex sm:row-start-2 max-h-36 flex-col overflow-y-auto rounded-md border border-line px-3 py-1.5 sm:col-span-2">
          <legend className="sr-only">Which scenes</legend>
          {scenes.map(({ id, name }, at) => (
            <Check
              key={id}
              label={`${at + 1}. ${name}`}
              on={choices.sceneIds.includes(id)}
              onTurn={(on) =>
                onChange({
                  sceneIds: scenes
                    .map((scene) => scene.id)
                    .filter((one) => (one === id ? on : choices.sceneIds.includes(one))),
                })
              }
            />
          ))}
          {problems.sceneIds ? <p className="text-xs text-bad">{problems.sceneIds}</p> : null}
        </fieldset>
      ) : null}
    </>
  );
}
