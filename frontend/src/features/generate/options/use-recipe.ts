import { useMemo, useState } from "react";
import { useQuery } from "urql";
import {
  type Family,
  type Model,
  PAINTERS,
  PaintersQuery,
  type Preset,
  PresetsQuery,
  useFamilies,
} from "@/graphql/catalogue";
import type { MediaKind } from "@/graphql/entities";
import { useNews } from "@/graphql/live-catalogue";
import { type Workflow, WorkflowsQuery } from "@/graphql/workflows";
import { keepRecipe, keptRecipe } from "./kept";
import { pictureLacks } from "./pictures";
import { inputOf, LEFT_TO_THE_STUDIO, type Recipe } from "./recipe";
import { lacks, makes } from "./workflow";

/** What there is to choose from. */
export type Stock = {
  families: ReadonlyMap<string, Family>;
  /** What is painted with. */
  models: readonly Model[];
  loras: readonly Model[];
  presets: readonly Preset[];
  workflows: readonly Workflow[];
  /** Whether all of it was read. */
  ready: boolean;
};

const FRESH = { requestPolicy: "cache-and-network" } as const;
const PAINT = { kinds: [...PAINTERS] };
const LORA: { kinds: Model["kind"][] } = { kinds: ["LORA"] };
const ANY = { filter: null };

function useStock(): Stock {
  const families = useFamilies();
  const [painters] = useQuery({ query: PaintersQuery, variables: PAINT, ...FRESH });
  const [loras] = useQuery({ query: PaintersQuery, variables: LORA, ...FRESH });
  const [presets, reread] = useQuery({ query: PresetsQuery, variables: ANY, ...FRESH });
  const [workflows, look] = useQuery({ query: WorkflowsQuery, variables: ANY, ...FRESH });
  useNews("workflows", () => look({ requestPolicy: "network-only" }));
  useNews("presets", () => reread({ requestPolicy: "network-only" }));
  return {
    families,
    models: painters.data?.models.nodes ?? [],
    loras: loras.data?.models.nodes ?? [],
    presets: presets.data?.presets.nodes ?? [],
    workflows: workflows.data?.workflows.nodes ?? [],
    ready: families.size > 0 && [painters, presets, workflows].every(({ data }) => data),
  };
}

/** Whether a recipe is for something else than these; `withWorkflow` if it is one of a workflow. */
export function makesOther(
  kinds: readonly MediaKind[],
  family: Family | undefined,
  withWorkflow: boolean,
  workflow: Workflow | undefined,
): boolean {
  if (family && !kinds.includes(family.kind)) return true;
  return withWorkflow && !(workflow && makes(workflow, kinds));
}

/** The recipe for what is to be made; of a family that makes something else nothing is said. */
export function useRecipe(kinds: readonly MediaKind[]) {
  const [chosen, change] = useState(keptRecipe);
  const stock = useStock();
  const { families } = stock;
  const of = chosen.family ? families.get(chosen.family) : undefined;
  const workflow = stock.workflows.find(({ id }) => id === chosen.workflowId);
  const isOther = makesOther(kinds, of, stock.ready && chosen.workflowId !== null, workflow);
  const value: Recipe = useMemo(
    () => (isOther ? { ...LEFT_TO_THE_STUDIO, priority: chosen.priority } : chosen),
    [isOther, chosen],
  );
  const family = isOther ? undefined : of;
  return {
    value,
    change,
    stock,
    family,
    workflow: isOther ? undefined : workflow,
    /** The part of a request that it is. */
    input: () => inputOf(value, kinds, family, isOther ? undefined : workflow),
    /** What is still to be chosen before so many takes can be made, in words; empty if nothing. */
    lacks(count: number): string {
      if (chosen.workflowId && !stock.ready) return "The workflow is being read.";
      if (workflow && !isOther) return lacks(workflow, kinds, value.workflowValues, count);
      return pictureLacks(value, kinds, family);
    },
    keep: () => keepRecipe(value),
  };
}

export type RecipeState = ReturnType<typeof useRecipe>;
