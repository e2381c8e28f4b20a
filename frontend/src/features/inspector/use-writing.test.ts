import { afterEach, expect, test } from "vitest";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import type { Act } from "@/graphql/act";
import { write } from "./use-writing";

const before = { id: "clip_1", number: "1A", imagePrompt: "A cat.", videoPrompt: "It sleeps." };
const anew = { imagePrompt: "Wide shot. A cat.", videoPrompt: "It sleeps." };

/** A studio that writes these prompts, unless it fails so many times first. */
function studio(words: typeof anew, fails = 0) {
  let held = { imagePrompt: before.imagePrompt, videoPrompt: before.videoPrompt };
  let left = fails;
  const act = (async (_document: unknown, { id, ...given }: { id: string }) => {
    if (left > 0) {
      left -= 1;
      const problems = [{ code: "OFFLINE", field: null, message: "The studio is away." }];
      return { ok: false, problems, payload: null };
    }
    held = Object.keys(given).length > 0 ? { ...held, ...given } : words;
    return { ok: true, payload: { clip: { id, ...held } } };
  }) as unknown as Act;
  return { act, held: () => held };
}

const told = () => notices.all().map(({ text }) => text);

afterEach(() => {
  history.clear();
  notices.clear();
});

test("what stood there comes back by undo, and goes by redo", async () => {
  const { act, held } = studio(anew);
  await write(act, before);
  expect([held(), told()]).toEqual([anew, ["Wrote the prompts of shot 1A from the shot"]]);
  await history.undo();
  expect(held()).toEqual({ imagePrompt: "A cat.", videoPrompt: "It sleeps." });
  await history.redo();
  expect(held()).toEqual(anew);
});

test("there is nothing to undo where nothing changed", async () => {
  const { act, held } = studio({ imagePrompt: "A cat.", videoPrompt: "It sleeps." });
  await write(act, before);
  expect(told()).toEqual(["The prompts of shot 1A already say what it shows"]);
  await history.undo();
  expect(held().imagePrompt).toBe("A cat.");
});

test("what failed can be tried again", async () => {
  const { act, held } = studio(anew, 1);
  await write(act, before);
  expect(held().imagePrompt).toBe("A cat.");
  notices.all()[0]?.action?.run();
  await new Promise((done) => setTimeout(done));
  expect(held()).toEqual(anew);
});
