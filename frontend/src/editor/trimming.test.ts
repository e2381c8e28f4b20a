import { assert, constantFrom, integer, nat, property, record } from "fast-check";
import { expect, test } from "vitest";
import { headBy, headed, mediaFrames, slipped } from "./trimming";

const FILM = { numerator: 24, denominator: 1 };
const clip = { startFrame: 40, durationFrames: 48, sourceFrame: 10 };

test("a take lasts as long as it does at the project's rate, and a still has no length", () => {
  expect(mediaFrames({ kind: "VIDEO", frames: 81, fps: "16" }, FILM)).toBe(121);
  expect(mediaFrames({ kind: "VIDEO", frames: 48, fps: "24000/1001" }, FILM)).toBe(48);
  expect(mediaFrames({ kind: "AUDIO", frames: null, fps: null }, FILM)).toBe(Infinity);
  expect(mediaFrames({ kind: "IMAGE", frames: null, fps: null }, FILM)).toBeNull();
  expect(mediaFrames(null, FILM)).toBeNull();
});

test("the beginning of a film goes with its shot, and no further than there is film", () => {
  expect(headed(clip, 6, 96, false)).toEqual({
    startFrame: 46,
    durationFrames: 42,
    sourceFrame: 16,
  });
  expect(headed(clip, 6, 96, true)).toEqual({
    startFrame: 40,
    durationFrames: 42,
    sourceFrame: 16,
  });
  expect(headBy(clip, -30, 96, 100)).toBe(-10);
  expect(headBy(clip, -30, 96, 4)).toBe(-4);
  expect(headBy(clip, 90, 96, 100)).toBe(47);
  expect(headBy(clip, 90, 30, 100)).toBe(19);
});

test("a still is shorter from the left, or longer as far as there is room", () => {
  expect(headed(clip, 6, null, false)).toEqual({
    startFrame: 46,
    durationFrames: 42,
    sourceFrame: 10,
  });
  expect(headBy(clip, -30, null, 24)).toBe(-24);
  expect(headBy(clip, -5, null, 0)).toBe(0);
  expect(headBy(clip, 90, null, 0)).toBe(47);
});

test("a take slides under its shot between its first frame and its last", () => {
  expect(slipped(clip, 4, 96)).toBe(6);
  expect(slipped(clip, 40, 96)).toBe(0);
  expect(slipped(clip, -90, 96)).toBe(48);
  expect(slipped(clip, -90, 20)).toBe(10);
});

test("whatever is cut off can be given back", () => {
  const some = record({
    startFrame: nat(500),
    durationFrames: integer({ min: 1, max: 500 }),
    sourceFrame: nat(300),
  });
  const media = constantFrom(null, 1, 120, 600, Infinity);
  assert(
    property(some, integer({ min: -600, max: 600 }), media, nat(200), (one, by, length, ahead) => {
      const cut = headBy(one, by, length, ahead);
      const then = headed(one, cut, length, false);
      expect(then.durationFrames).toBeGreaterThan(0);
      expect(then.sourceFrame).toBeGreaterThanOrEqual(0);
      expect(then.startFrame + then.durationFrames).toBe(one.startFrame + one.durationFrames);
      expect(headed(then, -cut, length, false)).toEqual(one);
    }),
  );
});
