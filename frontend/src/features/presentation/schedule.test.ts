import { array, assert, integer, nat, property, record } from "fast-check";
import { expect, test } from "vitest";
import type { WholeProject } from "@/graphql/project";
import { edgeFrom, scheduleOf, shotAt } from "./schedule";

function project(scenes: { startFrame: number; durationFrames: number }[][]) {
  return {
    scenes: scenes.map((clips, n) => ({ name: `S${n}`, clips })),
  } as unknown as WholeProject;
}

test("scenes follow one another", () => {
  const film = scheduleOf(
    project([
      [
        { startFrame: 0, durationFrames: 24 },
        { startFrame: 24, durationFrames: 48 },
      ],
      [{ startFrame: 0, durationFrames: 10 }],
    ]),
  );
  expect(film.frames).toBe(82);
  expect([0, 23, 24, 71, 72, 81, 82].map((frame) => shotAt(film, frame))).toEqual([
    0, 0, 1, 1, 2, 2, -1,
  ]);
  expect(edgeFrom(film, 0, 1)).toBe(24);
  expect(edgeFrom(film, 40, -1)).toBe(24);
  expect(edgeFrom(film, 26, -1)).toBe(0);
  expect(edgeFrom(film, 75, 1)).toBe(81);
});

test("a gap shows nothing", () => {
  const film = scheduleOf(project([[{ startFrame: 10, durationFrames: 5 }]]));
  expect([0, 9, 10, 14, 15].map((frame) => shotAt(film, frame))).toEqual([-1, -1, 0, 0, -1]);
});

test("laid end to end, every frame has its shot and every shot its frames", () => {
  const lengths = array(integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
  assert(
    property(
      record({ scenes: array(lengths, { minLength: 1, maxLength: 6 }), at: nat() }),
      ({ scenes, at }) => {
        const film = scheduleOf(
          project(
            scenes.map((clips) => {
              let startFrame = 0;
              return clips.map((durationFrames) => {
                const clip = { startFrame, durationFrames };
                startFrame += durationFrames;
                return clip;
              });
            }),
          ),
        );
        const frame = at % film.frames;
        const shot = film.shots[shotAt(film, frame)];
        expect(shot && shot.start <= frame && frame < shot.end).toBe(true);
      },
    ),
  );
});
