import { expect, test } from "vitest";
import { USUAL } from "./target";
import { wishOf } from "./use-generate";

test("a video by itself starts from what its shot shows, unless it is told otherwise", () => {
  const clips = { clipIds: ["a"] };
  const video = { ...USUAL, what: "video" as const };
  const picked = (...asked: Parameters<typeof wishOf>) =>
    "startFromPicked" in wishOf(...asked) && wishOf(...asked);
  expect(picked(clips, video)).toMatchObject({ kinds: ["VIDEO"], startFromPicked: true });
  expect(picked(clips, video)).not.toHaveProperty("fromPicked");
  expect(picked(clips, { ...video, fromPicked: false })).toBe(false);
  expect(picked(clips, video, { startTakeId: "take" })).toBe(false);
  expect(picked({ ...clips, staleOnly: true }, video)).toBe(false);
  for (const what of ["still", "both"] as const)
    expect(picked(clips, { ...USUAL, what })).toBe(false);
});
