import type { Client } from "@urql/core";
import { FamiliesQuery } from "@/graphql/catalogue";
import type { MediaKind } from "@/graphql/entities";
import { WorkflowsQuery } from "@/graphql/workflows";
import { keptRecipe } from "./kept";
import { pictureLacks } from "./pictures";
import { inputOf, LEFT_TO_THE_STUDIO } from "./recipe";
import { makesOther } from "./use-recipe";
import { lacks } from "./workflow";

/** The part of a request that the dialog's recipe is when it opens; null while it lacks something. */
export async function keptInput(client: Client, kinds: readonly MediaKind[], count: number) {
  const kept = keptRecipe();
  const { data } = kept.family ? await client.query(FamiliesQuery, {}) : {};
  const workflows = kept.workflowId
    ? await client.query(WorkflowsQuery, { filter: null })
    : { data: undefined };
  const family = data?.modelFamilies.find(({ id }) => id === kept.family);
  const workflow = workflows.data?.workflows.nodes.find(({ id }) => id === kept.workflowId);
  if (makesOther(kinds, family, kept.workflowId !== null, workflow)) {
    return inputOf({ ...LEFT_TO_THE_STUDIO, priority: kept.priority }, kinds, undefined);
  }
  const missing = workflow
    ? lacks(workflow, kinds, kept.workflowValues, count)
    : pictureLacks(kept, kinds, family);
  return missing ? null : inputOf(kept, kinds, family, workflow);
}
