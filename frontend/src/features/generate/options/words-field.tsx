import { TextBox } from "@/ui/field";
import type { RecipeState } from "./use-recipe";

/** What is to be kept away from, and a refiner: each where the family knows it. */
export function Words({ recipe }: { recipe: RecipeState }) {
  const { value, change, family } = recipe;
  return (
    <>
      {family?.takesNegativePrompts ? (
        <TextBox
          label="Keep away from"
          hint="In place of what the shots say themselves. Left empty, that holds."
          rows={2}
          maxLength={10_000}
          value={value.negativePrompt ?? ""}
          onChange={({ currentTarget }) =>
            change({ ...value, negativePrompt: currentTarget.value || null })
          }
        />
      ) : null}
      {family?.hasRefiner ? (
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={value.refiner}
            onChange={({ currentTarget }) => change({ ...value, refiner: currentTarget.checked })}
          />
          Let the refiner do the last steps
        </label>
      ) : null}
    </>
  );
}
