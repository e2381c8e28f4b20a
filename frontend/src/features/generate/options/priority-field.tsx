import type { Priority } from "@/graphql/entities";
import { PRIORITIES } from "@/graphql/words";
import { ChoiceField } from "@/ui/field";
import type { RecipeState } from "./use-recipe";

const HINTS: Record<Priority, string> = {
  RUSH: "Before everything else that waits.",
  HIGH: "Before what is usual.",
  NORMAL: "In its turn, fairly among all who render.",
  BACKGROUND: "While nothing else waits.",
};
const ORDER: readonly Priority[] = ["RUSH", "HIGH", "NORMAL", "BACKGROUND"];

/** How urgent it is. */
export function PriorityField({ recipe }: { recipe: RecipeState }) {
  const { value, change } = recipe;
  return (
    <ChoiceField
      label="Priority"
      hint={HINTS[value.priority]}
      value={value.priority}
      choices={ORDER.map((priority) => ({ value: priority, label: PRIORITIES[priority] }))}
      onChange={({ currentTarget }) =>
        change({ ...value, priority: currentTarget.value as Priority })
      }
    />
  );
}
