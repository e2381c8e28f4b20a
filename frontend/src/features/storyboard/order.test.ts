import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  filmOf,
  type Move,
  moveScene,
  moveTo,
  type Order,
  onto,
  sameOrder,
  shift,
  steps,
} from "./order";

const order: Order = [
  { sceneId: "I", clipIds: ["a", "b", "c", "d"] },
  { sceneId: "II", clipIds: ["e", "f"] },
  { sceneId: "III", clipIds: [] },
];
const set = (...ids: string[]) => new Set(ids);
const spelled = (some: Order) => some.map((scene) => scene.clipIds.join("")).join("|");

/** Any order of a few clips in a few scenes, and another one of the same or of others. */
const orders = fc.uniqueArray(fc.constantFrom(..."abcdefghij"), { maxLength: 10 }).chain((ids) =>
  fc
    .array(fc.integer({ min: 0, max: 3 }), { minLength: ids.length, maxLength: ids.length })
    .map((homes) =>
      ["I", "II", "III", "IV"].map((sceneId, at) => ({
        sceneId,
        clipIds: ids.filter((_, index) => homes[index] === at),
      })),
    ),
);
const chosen = fc.uniqueArray(fc.constantFrom(..."abcdefghij")).map((ids) => new Set(ids));
const sorted = (some: Order) => filmOf(some).toSorted();

describe("moveTo", () => {
  it("puts a block in front of a clip, in film order", () => {
    const moved = moveTo(order, set("d", "a"), { sceneId: "II", before: "f" });
    expect(spelled(moved)).toBe("bc|eadf|");
  });
  it("takes one of the moved as the place where it stands", () => {
    expect(spelled(moveTo(order, set("b", "d"), { sceneId: "I", before: "b" }))).toBe("abdc|ef|");
    expect(spelled(moveTo(order, set("a"), { sceneId: "I", before: "a" }))).toBe("abcd|ef|");
  });
  it("ends where the end is meant", () => {
    expect(spelled(moveTo(order, set("a"), { sceneId: "III", before: null }))).toBe("bcd|ef|a");
  });
  it("leaves all as it is for a scene that is gone", () => {
    expect(moveTo(order, set("a"), { sceneId: "X", before: null })).toBe(order);
  });
  it("loses and doubles nothing", () => {
    fc.assert(
      fc.property(orders, chosen, fc.constantFrom(..."abcdefghij", null), (some, ids, before) => {
        const moved = moveTo(some, ids, { sceneId: "II", before });
        expect(sorted(moved)).toEqual(sorted(some));
        const block = filmOf(some).filter((id) => ids.has(id));
        const second = moved[1]?.clipIds.join("") ?? "";
        expect(second).toContain(block.join(""));
      }),
    );
  });
});

describe("shift", () => {
  it("goes one place, and over the edge into the next scene", () => {
    expect(spelled(shift(order, set("b"), -1))).toBe("bacd|ef|");
    expect(spelled(shift(order, set("b", "c"), 1))).toBe("adbc|ef|");
    expect(spelled(shift(order, set("d"), 1))).toBe("abc|def|");
    expect(spelled(shift(order, set("e"), -1))).toBe("abcde|f|");
    expect(spelled(shift(order, set("f"), 1))).toBe("abcd|e|f");
  });
  it("stays at the film's edges", () => {
    expect(sameOrder(shift(order, set("a"), -1), order)).toBe(true);
    expect(shift(order, new Set(), 1)).toBe(order);
  });
  it("comes back the same way for one clip", () => {
    fc.assert(
      fc.property(orders, fc.constantFrom(..."abcdefghij"), (some, id) => {
        const there = shift(some, new Set([id]), 1);
        expect(sorted(there)).toEqual(sorted(some));
        const back = shift(there, new Set([id]), -1);
        if (!sameOrder(there, some)) expect(spelled(back)).toBe(spelled(some));
      }),
    );
  });
});

describe("onto", () => {
  it("drops what is gone and keeps what came behind its neighbour", () => {
    const wanted = [
      { sceneId: "II", clipIds: ["e", "a"] },
      { sceneId: "I", clipIds: ["c", "gone", "b", "d"] },
    ];
    const current = [
      { sceneId: "I", clipIds: ["a", "b", "new", "c", "d"] },
      { sceneId: "II", clipIds: ["e"] },
      { sceneId: "new scene", clipIds: ["x"] },
    ];
    const met = onto(wanted, current);
    expect(spelled(met)).toBe("ea|x|cbnewd");
    expect(met.map((scene) => scene.sceneId)).toEqual(["II", "new scene", "I"]);
  });
  it("holds each clip of the current order once, whatever was wanted", () => {
    fc.assert(
      fc.property(orders, orders, fc.integer({ min: 1, max: 4 }), (wanted, current, kept) => {
        const now = current.slice(0, kept);
        const met = onto(wanted, now);
        expect(sorted(met)).toEqual(sorted(now));
        expect(met.map(({ sceneId }) => sceneId).toSorted()).toEqual(
          now.map(({ sceneId }) => sceneId).toSorted(),
        );
      }),
    );
  });
  it("is what was wanted if nothing changed meanwhile", () => {
    fc.assert(
      fc.property(orders, chosen, (some, ids) => {
        const wanted = moveTo(some, ids, { sceneId: "III", before: null });
        expect(onto(wanted, some)).toEqual(wanted);
      }),
    );
  });
});

/** What the studio does: clips in front of one of a scene, or to its end. */
function carriedOut(order: Order, { sceneId, ids, before }: Move): Order {
  return order.map((scene) => {
    const rest = scene.clipIds.filter((id) => !ids.includes(id));
    if (scene.sceneId !== sceneId) return { ...scene, clipIds: rest };
    const at = before === null ? rest.length : rest.indexOf(before);
    expect(at).toBeGreaterThanOrEqual(0);
    return { ...scene, clipIds: rest.toSpliced(at, 0, ...ids) };
  });
}

describe("steps", () => {
  it("is one move for what was chosen in several scenes, and one for each scene to come back", () => {
    const wanted = moveTo(order, set("b", "d", "f"), { sceneId: "III", before: null });
    expect(steps(order, wanted).moves).toEqual([
      { sceneId: "III", ids: ["b", "d", "f"], before: null },
    ]);
    expect(steps(wanted, order).moves).toEqual([
      { sceneId: "I", ids: ["b", "c", "d"], before: null },
      { sceneId: "II", ids: ["f"], before: null },
    ]);
  });
  it("leaves those alone that stand where they are to stand", () => {
    const wanted = moveTo(order, set("b", "d", "e"), { sceneId: "II", before: "f" });
    expect(steps(order, wanted).moves).toEqual([{ sceneId: "II", ids: ["b", "d"], before: "e" }]);
    const within = moveTo(order, set("c"), { sceneId: "I", before: "b" });
    expect(steps(order, within).moves).toEqual([{ sceneId: "I", ids: ["c", "b"], before: "d" }]);
  });
  it("orders scenes, and does nothing for the same", () => {
    expect(steps(order, moveScene(order, "III", 0)).scenes).toEqual(["III", "I", "II"]);
    expect(steps(order, order)).toEqual({ moves: [], scenes: null });
  });
  it("moves no more at once than the studio takes", () => {
    const clipIds = Array.from({ length: 1100 }, (_, at) => `clip ${at}`);
    const film: Order = [
      { sceneId: "I", clipIds },
      { sceneId: "II", clipIds: ["z"] },
    ];
    const wanted = moveTo(film, new Set(clipIds), { sceneId: "II", before: "z" });
    const { moves } = steps(film, wanted);
    expect(moves.map(({ ids }) => ids.length)).toEqual([500, 500, 100]);
    expect(moves.reduce(carriedOut, film)).toEqual(wanted);
  });
  it("leads from any order to any other of the same clips", () => {
    fc.assert(
      fc.property(
        orders,
        fc.array(fc.tuple(chosen, fc.constantFrom("I", "II", "IV"))),
        (some, all) => {
          const wanted = all.reduce<Order>(
            (now, [ids, sceneId], at) =>
              moveTo(now, ids, { sceneId, before: filmOf(now)[at % 3] ?? null }),
            some,
          );
          expect(steps(some, wanted).moves.reduce(carriedOut, some)).toEqual(wanted);
        },
      ),
    );
  });
});
