import { expect, test } from "vitest";
import { NO_PICTURES, pictureLacks, picturesOf, rolesOf, takeOf, withTake } from "./pictures";

const family = (label: string, ...tasks: string[]) => ({ label, tasks }) as never;
const SDXL = family("SDXL", "TEXT_TO_IMAGE", "IMAGE_TO_IMAGE");
const QWEN = family("Qwen-Image-Edit", "EDIT");
const LTX = family("LTX", "TEXT_TO_VIDEO");
const WAN = family("Wan", "TEXT_TO_VIDEO", "IMAGE_TO_VIDEO", "FIRST_LAST_FRAME");
const ids = (...given: Parameters<typeof rolesOf>) => rolesOf(...given).roles.map(([id]) => id);

test("only what the family can do is offered, and the rest is explained", () => {
  expect(ids(SDXL, ["IMAGE"])).toEqual(["start", "face"]);
  expect(rolesOf(SDXL, ["IMAGE"]).why).toBe("Reference pictures are for families that edit.");
  expect(ids(QWEN, ["IMAGE"])).toEqual(["start", "reference1", "reference2", "face"]);
  expect(rolesOf(QWEN, ["IMAGE"]).why).toBe("");
  expect(ids(WAN, ["VIDEO"])).toEqual(["start", "end"]);
  expect(ids(LTX, ["VIDEO"])).toEqual([]);
  expect(rolesOf(LTX, ["VIDEO"]).why).toBe(
    "LTX begins from words alone. LTX does not end with a picture. Faces are put into stills.",
  );
  expect(ids(WAN, ["IMAGE", "VIDEO"])).toEqual(["end", "face"]);
  expect(ids(undefined, ["IMAGE"])).toEqual(["face"]);
  expect(rolesOf(undefined, ["IMAGE"]).why).toMatch(/choose a model or a family/);
});

test("each picture has its role, and references close up", () => {
  const two = withTake(withTake(NO_PICTURES, "reference1", "take_1"), "reference2", "take_2");
  expect(two.referenceTakeIds).toEqual(["take_1", "take_2"]);
  expect(withTake(two, "reference1", null).referenceTakeIds).toEqual(["take_2"]);
  expect(takeOf(withTake(two, "face", "take_3"), "face")).toBe("take_3");
});

test("what is not offered is not said", () => {
  const all = {
    ...{ startTakeId: "take_1", endTakeId: "take_2", referenceTakeIds: ["take_3"] },
    ...{ faceTakeId: "take_4", faceStrength: 0.5, faceBlending: null },
  };
  expect(picturesOf(all, ["VIDEO"], WAN)).toEqual({ startTakeId: "take_1", endTakeId: "take_2" });
  expect(picturesOf(all, ["VIDEO"], LTX)).toEqual({});
  expect(picturesOf(all, ["IMAGE"], undefined)).toEqual({
    faceTakeId: "take_4",
    faceStrength: 0.5,
  });
  expect(picturesOf(all, ["IMAGE"], QWEN)).not.toHaveProperty("referenceTakeIds");
  expect(picturesOf({ ...all, faceTakeId: null }, ["IMAGE"], QWEN)).toMatchObject({
    referenceTakeIds: ["take_3"],
  });
});

test("a video that ends with a picture begins with one", () => {
  const end = { ...NO_PICTURES, endTakeId: "take_2" };
  expect(pictureLacks(end, ["VIDEO"], WAN)).toMatch(/first frame/);
  expect(pictureLacks(end, ["IMAGE", "VIDEO"], WAN)).toBe("");
  expect(pictureLacks({ ...end, startTakeId: "take_1" }, ["VIDEO"], WAN)).toBe("");
});
