import { expect, test } from "vitest";
import { scheduleOf } from "./schedule";
import { layersAt, type TransitionKind } from "./transitions";

function film(kind: TransitionKind, transitionFrames: number) {
  const cut = { transitionKind: "CUT" as const, transitionFrames: 0 };
  const turn = { transitionKind: kind, transitionFrames };
  const clips = [
    { id: "a", startFrame: 0, durationFrames: 20, ...cut },
    { id: "b", startFrame: 20, durationFrames: 20, ...turn },
  ];
  const schedule = scheduleOf({ scenes: [{ id: "s", name: "s", clips }] });
  return (frame: number) =>
    layersAt(schedule, frame).map(({ shot, opacity, width }) => [shot.clip.id, opacity, width]);
}

test("a cut is at once", () => {
  const seen = film("CUT", 0);
  expect([19, 20].map(seen)).toEqual([[["a", 1, 1]], [["b", 1, 1]]]);
  expect(seen(40)).toEqual([]);
});

test("a dissolve begins ahead of the cut and is over behind it", () => {
  const seen = film("DISSOLVE", 5);
  expect(seen(17)).toEqual([["a", 1, 1]]);
  expect(seen(18)).toEqual([
    ["a", 1, 1],
    ["b", 0.1, 1],
  ]);
  expect(seen(22).at(-1)).toEqual(["b", 0.9, 1]);
  expect(seen(23)).toEqual([["b", 1, 1]]);
});

test("a fade goes through black", () => {
  const seen = film("FADE", 4);
  expect([18, 19, 20, 21].map(seen)).toEqual([
    [["a", 0.75, 1]],
    [["a", 0.25, 1]],
    [["b", 0.25, 1]],
    [["b", 0.75, 1]],
  ]);
});

test("a wipe uncovers the next", () => {
  expect(film("WIPE", 4)(21)).toEqual([
    ["a", 1, 1],
    ["b", 1, 0.875],
  ]);
});
