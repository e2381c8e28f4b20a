/** Casting characters and styles by hand. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { type Act, telling, useAct, withoutType } from "./act";
import { tellOfCast } from "./cast";
import { Trouble } from "./entities";
import { graphql, type VariablesOf } from "./tada";

const ApplyCastings = graphql(
  `
  mutation ApplyCastings($input: ApplyCastingsInput!) {
    applyCastings(input: $input) {
      undo {
        placeIds
        characterId
        styleId
        modelId
        presetId
        lookId
        prominence
        absent
        present
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [Trouble],
);

export type CastingChange = VariablesOf<typeof ApplyCastings>["input"]["changes"][number];

function applying(plain: Act, label: string, changes: readonly CastingChange[]): Promise<boolean> {
  const act = telling(plain, tellOfCast);
  let back: CastingChange[] = [];
  return history.do({
    label,
    run: async () => {
      const outcome = await act(ApplyCastings, { changes: [...changes] });
      if (outcome.ok) back = outcome.payload.undo.map(withoutType);
      return outcome;
    },
    undo: async () => (back.length === 0 ? { ok: true } : act(ApplyCastings, { changes: back })),
  });
}

/** Casts or takes away, in one step that can be undone. */
export function useCastings() {
  const act = useAct();
  return useMemo(
    () => ({
      apply: (label: string, changes: readonly CastingChange[]) => applying(act, label, changes),
    }),
    [act],
  );
}
