import { expect, test } from "vitest";
import { difference } from "./acts";

const PROJECT = { name: "Hamlet", description: "", fps: "24", width: 1280, height: 720 };

test("only what changes is sent, with the way back", () => {
  expect(difference(PROJECT, { ...PROJECT, fps: "25", width: 1920 })).toEqual([
    { fps: "24", width: 1280 },
    { fps: "25", width: 1920 },
  ]);
  expect(difference(PROJECT, PROJECT)).toEqual([{}, {}]);
});
