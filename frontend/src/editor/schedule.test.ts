import { array, assert, integer, nat, property, record } from "fast-check";
import { expect, test } from "vitest";
import { begunBy, edgeFrom, scheduleOf, shotAt } from "./schedule";
import { filmFrames, totalFrames } from "./time";

function project(scenes: { startFrame: number; durationFrames: number }[][]) {
  return {
    scenes: scenes.map((clips, n) => ({ id: `${n}`, name: `S${n}`, clips })),
  };
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

const placed = array(
  record({ startFrame: nat(500), durationFrames: integer({ min: 1, max: 200 }) }),
  { maxLength: 8 },
);

test("of shots that overlap, the one on the highest lane is seen", () => {
  const film = scheduleOf(
    project([
      [
        { startFrame: 0, durationFrames: 10 },
        { startFrame: 5, durationFrames: 30 },
        { startFrame: 12, durationFrames: 4 },
      ],
    ]),
  );
  expect(film.shots.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  expect(film.lanes).toBe(2);
  expect([4, 5, 11, 12, 34, 35].map((frame) => shotAt(film, frame))).toEqual([0, 1, 1, 1, 1, -1]);
  expect(begunBy(film.shots, 5)).toBe(2);
});

test("the film is as long as the board says, and each frame of it that a clip has is shown", () => {
  assert(
    property(array(placed, { maxLength: 5 }), (scenes) => {
      const film = scheduleOf(project(scenes));
      expect(film.frames).toBe(filmFrames(scenes.map((clips) => ({ clips }))));
      for (const { start, end } of film.shots) {
        expect(end).toBeLessThanOrEqual(film.frames);
        const seen = film.shots[shotAt(film, start)];
        expect(seen && seen.start <= start && start < seen.end).toBe(true);
      }
    }),
  );
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
        expect(film.frames).toBe(totalFrames(film.shots.map(({ clip }) => clip)));
        const frame = at % film.frames;
        const shot = film.shots[shotAt(film, frame)];
        expect(shot && shot.start <= frame && frame < shot.end).toBe(true);
      },
    ),
  );
});
