import { expect, test } from "vitest";
import type { Track } from "@/graphql/entities";
import type { FilmShot } from "./desk";
import { aheadOf } from "./placing";
import { reordered } from "./tracks";
import { tipOf } from "./trim-tip";

const FILM = { numerator: 24, denominator: 1 };

test("a sound goes so many places up or down, and no further than the ends", () => {
  const tracks = ["a", "b", "c"].map((id) => ({ id }) as Track);
  const order = (id: string, by: number) => reordered(tracks, id, by).map((track) => track.id);
  expect(order("a", 1)).toEqual(["b", "a", "c"]);
  expect(order("c", -9)).toEqual(["c", "a", "b"]);
  expect(order("b", 9)).toEqual(["a", "c", "b"]);
  expect(order("x", 1)).toEqual(["a", "b", "c"]);
});

test("before a shot there is room up to the one that ends there, not to those it overlaps", () => {
  const shot = (sceneId: string, start: number, end: number, begin: number) =>
    ({ sceneId, start, end, clip: { startFrame: start - begin } }) as FilmShot;
  const shots = [
    shot("one", 0, 40, 0),
    shot("two", 40, 60, 40),
    shot("two", 50, 90, 40),
    shot("two", 80, 120, 40),
  ];
  expect(shots.map((one) => aheadOf({ shots }, one))).toEqual([0, 0, 10, 20]);
});

test("what is dragged says by how much, and what comes of it", () => {
  const clip = { durationFrames: 48, sourceFrame: 6 };
  expect(tipOf({ kind: "head", by: 12 }, clip, FILM)).toBe("−12 frames, 1.5 s");
  expect(tipOf({ kind: "head", by: -1 }, clip, FILM)).toBe("+1 frame, 2 s");
  expect(tipOf({ kind: "trim", by: 12 }, clip, FILM)).toBe("+12 frames, 2.5 s");
  expect(tipOf({ kind: "slip", by: -4 }, clip, FILM)).toBe("From its frame 10");
});
