import { expect, test } from "vitest";
import type { Feed } from "@/graphql/cast";
import { askedOf, changesOf, charactersOf, stylesOf } from "./casting-changes";

const ann = { characterId: "character_1", name: "Ann", lookId: null, look: "", prominence: 1 };
const feed = (clipId: string, origin: "CLIP" | "SCRIPT"): Feed => ({
  clipId,
  characters: [{ ...ann, origin }],
  style: null,
  location: null,
});

test("one who is in several shots is told of once, with every way they came", () => {
  const feeds = [feed("clip_1", "SCRIPT"), feed("clip_2", "CLIP"), feed("clip_3", "SCRIPT")];
  expect(charactersOf(feeds)).toEqual([
    { id: "character_1", name: "Ann", origins: ["SCRIPT", "CLIP"], count: 3 },
  ]);
  expect(stylesOf(feeds)).toEqual([]);
});

test("what is tried becomes one change for all places, and one question", () => {
  const cast = { kind: "character", id: "character_1", lookId: "look_1", prominence: 1.5 } as const;
  expect(changesOf(cast, ["clip_1", "clip_2"])).toEqual([
    {
      placeIds: ["clip_1", "clip_2"],
      characterId: "character_1",
      lookId: "look_1",
      prominence: 1.5,
      absent: false,
      present: true,
    },
  ]);
  expect(askedOf(cast, "clip_1").cast?.[0]?.absent).toBe(false);
  const without = { kind: "without", id: "character_1" } as const;
  expect(changesOf(without, ["clip_1"])[0]?.absent).toBe(true);
  expect(askedOf(without, "clip_1").cast?.[0]?.absent).toBe(true);
  expect(askedOf({ kind: "no style", id: "style_1" }, "clip_1")).toEqual({
    clipId: "clip_1",
    withoutStyle: true,
  });
});
