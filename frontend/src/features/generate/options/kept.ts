/** The recipe as it was chosen last in this browser; pictures of a film are not kept. */
import type { Model } from "@/graphql/catalogue";
import { quotes } from "@/graphql/quotes";
import { NO_PICTURES } from "./pictures";
import { LEFT_TO_THE_STUDIO, type Recipe, withOne, withWorkflow } from "./recipe";
import { withoutPictures } from "./workflow";

const KEY = "storycanvas.recipe";

export function keptRecipe(): Recipe {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Recipe>;
    const settings = { ...LEFT_TO_THE_STUDIO.settings, ...kept.settings };
    return { ...LEFT_TO_THE_STUDIO, ...kept, settings, ...NO_PICTURES };
  } catch {
    return LEFT_TO_THE_STUDIO;
  }
}

export function keepRecipe(recipe: Recipe): void {
  quotes.forget();
  const workflowValues = withoutPictures(recipe.workflowValues);
  localStorage.setItem(KEY, JSON.stringify({ ...recipe, workflowValues, ...NO_PICTURES }));
}

/** The next renders are made with it. */
export function takeAlong(model: Pick<Model, "id" | "name" | "kind" | "family">): void {
  keepRecipe(withOne(keptRecipe(), model));
}

export function takeWorkflowAlong({ id }: { id: string }): void {
  keepRecipe(withWorkflow(keptRecipe(), id));
}
