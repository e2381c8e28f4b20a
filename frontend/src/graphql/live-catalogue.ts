/** Following models, presets and workflows, for the screens that show them: their lists are read anew. */
import { useEffect, useEffectEvent } from "react";
import { useClient } from "urql";
import { ModelFields, PresetFields } from "./catalogue";
import { useHead } from "./live";
import { graphql } from "./tada";
import { WorkflowFields } from "./workflows";

const CatalogueEvents = graphql(
  `
  subscription CatalogueEvents($after: Int) {
    workspaceEvents(after: $after) {
      seq
      kind
      ... on ModelChanged { model { ...ModelFields } }
      ... on ModelDeleted { modelId }
      ... on PresetChanged { preset { ...PresetFields } }
      ... on PresetDeleted { presetId }
      ... on WorkflowChanged { workflow { ...WorkflowFields } }
      ... on WorkflowDeleted { workflowId }
    }
  }
`,
  [ModelFields, PresetFields, WorkflowFields],
);

export type Kind = "models" | "presets" | "workflows";

const listeners = new Set<(kind: Kind) => void>();

/** Something of this kind is new, other, or gone. */
export function tellOf(kind: Kind): void {
  for (const listener of listeners) listener(kind);
}

/** Hears of them while the component stands. What is other is in the cache by then. */
export function useLiveCatalogue(): void {
  const client = useClient();
  const head = useHead();
  const ready = head !== undefined;
  const begin = useEffectEvent(() => head ?? null);
  useEffect(() => {
    if (!ready) return;
    const { unsubscribe } = client
      .subscription(CatalogueEvents, { after: begin() })
      .subscribe(({ data }) => {
        const kind = data?.workspaceEvents.kind ?? "";
        if (kind.startsWith("MODEL_")) tellOf("models");
        if (kind.startsWith("PRESET_")) tellOf("presets");
        if (kind.startsWith("WORKFLOW_")) tellOf("workflows");
      });
    return unsubscribe;
  }, [client, ready]);
}

/** Reads again when there is news of the kind. */
export function useNews(of: Kind, again: () => void): void {
  const read = useEffectEvent(again);
  useEffect(() => {
    const listener = (kind: Kind) => {
      if (kind === of) read();
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [of]);
}
