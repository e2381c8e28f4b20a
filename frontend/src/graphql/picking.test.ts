import { expect, test } from "vitest";
import type { Clip } from "./entities";
import { lacks, newAmong, newestOf, picking } from "./picking";

const poster = (id: string) => ({ id }) as NonNullable<Clip["selectedTake"]>;
const clip = (shown: string | null, newest: string | null, newTakeCount: number) => ({
  selectedTake: shown === null ? null : poster(shown),
  newestTake: newest === null ? null : { id: newest },
  newTakeCount,
  pickedAt: shown && `picked ${shown}`,
});

test("the newest is picked where there is something new", () => {
  const clips = [clip("a", "c", 2), clip("d", "d", 0), clip(null, null, 0), clip("e", "f", 0)];
  expect(newestOf(clips)).toEqual([{ takeId: "c", before: clips[0] }]);
});

test("takes are new if they came after the pick, or with the shown one and after it", () => {
  const take = (id: string, createdAt: string, kind: "IMAGE" | "AUDIO" = "IMAGE") => ({
    ...{ id, createdAt, kind },
    isSelected: id === "b",
  });
  const takes = [take("a", "1"), take("b", "1"), take("c", "1"), take("d", "2"), take("e", "3")];
  expect([...newAmong(takes, "1")]).toEqual(["c", "d", "e"]);
  expect([...newAmong(takes, "2")]).toEqual(["d", "e"]);
  expect([...newAmong([...takes, take("f", "4", "AUDIO")], "3")]).toEqual(["e"]);
  expect([...newAmong(takes, "4")]).toEqual([]);
  expect([...newAmong(takes, null)]).toEqual([]);
});

test("a shot lacks a kind unless it has one or one is on its way", () => {
  type Jobs = Parameters<typeof lacks>[0]["jobs"];
  const jobs = (state: string) => [{ kind: "VIDEO", state }] as unknown as Jobs;
  expect(lacks({ takeKinds: ["IMAGE"], jobs: [] }, "VIDEO")).toBe(true);
  expect(lacks({ takeKinds: ["IMAGE", "VIDEO"], jobs: [] }, "VIDEO")).toBe(false);
  expect(lacks({ takeKinds: [], jobs: jobs("QUEUED") }, "VIDEO")).toBe(false);
  expect(lacks({ takeKinds: [], jobs: jobs("QUEUED") }, "IMAGE")).toBe(true);
  expect(lacks({ takeKinds: [], jobs: jobs("FAILED") }, "VIDEO")).toBe(true);
});

test("many are picked in few requests, and given back as they were", async () => {
  const asked: { picks: { takeId: string }[] }[] = [];
  const act = async (_document: unknown, input: unknown) => {
    asked.push(input as (typeof asked)[number]);
    return { ok: true, payload: {} };
  };
  const picks = Array.from({ length: 501 }, (_, at) => ({
    takeId: `new ${at}`,
    before: clip(at === 0 ? null : `old ${at}`, null, 1),
  }));
  const command = picking(act as never, picks, "Picked");
  expect(await command.run()).toEqual({ ok: true });
  expect(asked.map((one) => one.picks.length)).toEqual([500, 1]);
  expect(asked[1]?.picks).toEqual([{ takeId: "new 500" }]);
  asked.length = 0;
  await command.undo();
  expect(asked.map((one) => one.picks.length)).toEqual([500]);
  expect(asked[0]?.picks[0]).toEqual({ takeId: "old 1", pickedAt: "picked old 1" });
});
