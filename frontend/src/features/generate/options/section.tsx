import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useActions } from "@/actions/registry";
import type { MediaKind } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Skeleton } from "@/ui/status";
import { Frames } from "./frames";
import { Keep } from "./keep";
import { Loras } from "./loras";
import { ModelField } from "./model-field";
import { PriorityField } from "./priority-field";
import { LEFT_TO_THE_STUDIO, recipeWords } from "./recipe";
import { SettingsFields } from "./settings-fields";
import type { RecipeState } from "./use-recipe";
import { Words } from "./words-field";
import { WorkflowForm } from "./workflow-form";

type OfModelsProps = Pick<ModelAndSettingsProps, "recipe" | "kinds" | "projectId">;

/** What is said of models alone. */
function OfModels({ recipe, kinds, projectId }: OfModelsProps) {
  const { family } = recipe;
  return (
    <>
      <SettingsFields recipe={recipe} />
      {family && family.maxLoras > 0 ? <Loras recipe={recipe} family={family} /> : null}
      <Frames {...{ recipe, kinds, projectId }} />
      <Words recipe={recipe} />
    </>
  );
}

type ModelAndSettingsProps = {
  recipe: RecipeState;
  kinds: readonly MediaKind[];
  projectId: string;
  /** Where it is to be rendered; null leaves that to the studio. */
  endpointId: string | null;
  /** Whether it is open at first: something of it is still to be chosen. */
  opened: boolean;
};

/** With which model, and how: shut while all of it is left to the studio. */
export function ModelAndSettings(props: ModelAndSettingsProps) {
  const { recipe, kinds, projectId, endpointId, opened } = props;
  const [open, setOpen] = useState(opened);
  const inside = useId();
  const { value, change, stock, family, workflow } = recipe;
  const said = recipeWords(value, {
    workflow: workflow?.name,
    model: stock.models.find(({ id }) => id === value.modelId)?.name,
    family: family?.label,
    preset: stock.presets.find(({ id }) => id === value.presetId)?.name,
  });
  useActions([
    {
      id: "generate.settings",
      label: "Model and settings",
      group: "Generate",
      keys: "Alt+m",
      whileTyping: true,
      run: () => setOpen(!open),
    },
  ]);
  return (
    <section aria-label="Model and settings" className="rounded-md border border-line">
      <div className="flex items-center gap-1 pr-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={inside}
          onClick={() => setOpen(!open)}
          className="flex min-h-9 min-w-0 grow items-center gap-2 rounded-md px-2.5 text-left text-sm hover:bg-hover"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={`shrink-0 text-faint transition-transform ${open ? "rotate-90" : ""}`}
          />
          <span className="shrink-0 font-medium">Model and settings</span>
          <span className="min-w-0 grow truncate text-xs text-faint">
            {said ?? "The studio chooses"}
          </span>
          <Keys keys="Alt+m" />
        </button>
        {said ? (
          <Button size="sm" look="quiet" onClick={() => change({ ...LEFT_TO_THE_STUDIO })}>
            Reset
          </Button>
        ) : null}
      </div>
      <div id={inside} hidden={!open} className="border-t border-line p-3">
        {open && !stock.ready ? <Skeleton className="h-32" /> : null}
        {open && stock.ready ? (
          <div className="flex flex-col gap-4">
            <ModelField {...{ recipe, kinds, endpointId }} />
            {workflow ? (
              <WorkflowForm {...{ workflow, recipe, kinds, projectId }} />
            ) : (
              <OfModels {...{ recipe, kinds, projectId }} />
            )}
            <PriorityField recipe={recipe} />
            {workflow ? null : <Keep recipe={recipe} />}
          </div>
        ) : null}
      </div>
    </section>
  );
}
