import { expect, test } from "vitest";
import type { Feed, Person } from "@/graphql/cast";
import { listed } from "@/ui/words";
import { isAt, missingOf, saidOf, unknown, usesOf } from "./words";

const nobody: Person = {
  id: "character_1",
  name: "Ann",
  scope: "PROJECT",
  origin: null,
  age: "",
  ethnicity: "",
  build: "",
  face: "",
  body: "",
  features: "",
  look: "",
  clothing: "",
  notes: "",
  looks: [],
  triggerWords: [],
  loras: [],
  references: [],
  placement: "AT_NAME",
  version: 1,
};

test("what a character lacks is said thing by thing", () => {
  expect(missingOf(nobody)).toEqual(["how they look", "what they wear"]);
  expect(missingOf({ ...nobody, face: "grey eyes", clothing: "coat" })).toEqual([]);
  expect(missingOf({ ...nobody, clothing: "coat" })).toEqual(["how they look"]);
  expect(missingOf({ ...nobody, look: "thirty, in black" })).toEqual([]);
  const lost = { ...nobody, look: "tall", loras: [{ strength: 1, model: null }] };
  expect(missingOf(lost)).toEqual(["a LoRA that is gone"]);
});

test("names are known whatever their case, and asked for once", () => {
  expect(unknown(["ANN", "Bo", "bo ", ""], [{ name: "Ann" }])).toEqual(["Bo"]);
  expect(isAt({ name: "Kitchen" }, { location: " KITCHEN" })).toBe(true);
});

test("each thing is used in the clips that it feeds", () => {
  const feed: Feed = {
    clipId: "clip_1",
    characters: [],
    style: { styleId: "style_1", name: "Sea", positive: "", origin: "PROJECT" },
    location: { locationId: "location_1", name: "Sea", words: "" },
  };
  const uses = usesOf([feed, { ...feed, clipId: "clip_2", location: null }]);
  expect(uses.get("style_1")).toEqual(["clip_1", "clip_2"]);
  expect(uses.get("location_1")).toEqual(["clip_1"]);
});

test("texts are put together without what is empty", () => {
  const sides = [
    { name: "a", label: "A" },
    { name: "b", label: "B" },
  ] as const;
  expect(saidOf(sides, { a: " ", b: "blue " })).toBe("blue");
  expect(listed(" ink,, fine lines ,")).toEqual(["ink", "fine lines"]);
});
