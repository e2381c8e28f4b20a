import { expect, test } from "vitest";
import type { Act } from "@/graphql/act";
import { add, duplicate } from "./use-edits";
import { DONE } from "./use-order";

/** A studio whose first answer is lost on the way, and which knows a key again. */
function studio() {
  const made = new Map<unknown, string>();
  let asked = 0;
  const act = (async (_document: unknown, input: { idempotencyKey?: string }) => {
    asked += 1;
    const id = made.get(input.idempotencyKey ?? asked) ?? `made ${made.size + 1}`;
    made.set(input.idempotencyKey ?? asked, id);
    if (asked === 1) return { ok: false, problems: [], payload: null };
    const clip = { id, scene: { id: "scene" } };
    return { ok: true, payload: { clip, clips: [clip] } };
  }) as unknown as Act;
  const ordering = {
    current: () => [{ sceneId: "scene", clipIds: ["a", "b"] }],
    settle: async () => DONE,
    rearrange: () => true,
  };
  return { made, desk: { act, ordering, choose: () => undefined } };
}

const WAYS = {
  add: (desk: ReturnType<typeof studio>["desk"]) =>
    add(desk, { sceneId: "scene", before: "b" }, "1C"),
  duplicate: (desk: ReturnType<typeof studio>["desk"]) => duplicate(desk, ["a"]),
};

test.each(Object.entries(WAYS))(
  "%s is done once, though its answer is lost",
  async (_name, way) => {
    const { made, desk } = studio();
    const make = way(desk);
    expect(await make()).toMatchObject({ ok: false });
    expect(await make()).toMatchObject({
      ok: true,
      made: { ids: ["made 1"], order: [{ clipIds: ["a", "made 1", "b"] }] },
    });
    expect(made.size).toBe(1);
  },
);
