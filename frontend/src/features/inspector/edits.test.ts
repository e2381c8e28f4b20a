import type { Client } from "@urql/core";
import { afterEach, describe, expect, test } from "vitest";
import { notices } from "@/actions/notices";
import type { Act } from "@/graphql/act";
import { changeAll, type Edit, retime } from "./edits";
import { changing } from "./many";

type Input = Edit & { sceneId?: string };

/** A scene of shots of 24 frames end to end, and a studio that fails when `fails` says so. */
function studio(count: number, fails: (input: Input, turn: number) => string | null) {
  const clips = Array.from({ length: count }, (_, at) => ({
    id: `${at}`,
    startFrame: at * 24,
    durationFrames: 24,
  }));
  const asked: Input[] = [];
  const act = (async (_document: unknown, input: Input) => {
    asked.push(input);
    const code = fails(input, asked.length);
    if (code) return { ok: false, problems: [{ code, field: null, message: code }], payload: null };
    const clip = clips.find(({ id }) => id === input.id);
    if (clip) clip.durationFrames = input.durationFrames ?? 24;
    if (input.sceneId) lay(clips);
    return { ok: true, payload: { userErrors: [] } };
  }) as unknown as Act;
  const data = { project: { scenes: [{ id: "scene", clips }] } };
  const client = { query: () => ({ toPromise: async () => ({ data }) }) } as unknown as Client;
  return { act, client, asked, clips };
}

function lay(clips: { startFrame: number; durationFrames: number }[]): void {
  let end = 0;
  for (const clip of clips) {
    clip.startFrame = end;
    end += clip.durationFrames;
  }
}

const edits = (count: number, durationFrames = 48): Edit[] =>
  Array.from({ length: count }, (_, at) => ({ id: `${at}`, durationFrames }));

afterEach(() => notices.clear());

describe("changeAll", () => {
  test("goes on behind one that cannot be changed", async () => {
    const { act } = studio(20, ({ id }) => (id === "3" ? "NOT_FOUND" : null));
    const left = await changeAll(act, edits(20));
    expect([left.changed, left.rest.map(({ id }) => id)]).toEqual([19, ["3"]]);
  });
  test.each(["OFFLINE", "UNAVAILABLE"])(
    "does not try the rest once it is told %s",
    async (code) => {
      const { act, asked } = studio(20, (_, turn) => (turn > 8 ? code : null));
      const left = await changeAll(act, edits(20));
      expect([left.changed, left.rest.length, asked.length]).toEqual([8, 12, 12]);
    },
  );
});

describe("retime", () => {
  test("moves the shots behind", async () => {
    const { act, client, clips } = studio(3, () => null);
    expect(await retime(client, act, "project", edits(1))).toMatchObject({ changed: 1, rest: [] });
    expect(clips.map(({ startFrame }) => startFrame)).toEqual([0, 48, 72]);
  });
  test("remembers of what is left half changed that those behind are to follow", async () => {
    let away = true;
    const { act, client, clips } = studio(3, ({ sceneId }) => (sceneId && away ? "OFFLINE" : null));
    const left = await retime(client, act, "project", edits(1));
    expect(left).toMatchObject({ changed: 1, rest: [{ id: "0", allowOverlap: true }] });
    away = false;
    await retime(client, act, "project", left.rest);
    expect(clips.map(({ startFrame }) => startFrame)).toEqual([0, 48, 72]);
  });
});

describe("a change of many", () => {
  function many(fails: (input: Input, turn: number) => string | null) {
    const { act, client, clips, asked } = studio(10, fails);
    const command = changing({
      label: "Changed the length of 10 shots",
      quiet: false,
      send: (some) => retime(client, act, "project", some),
      forth: edits(10),
      back: edits(10, 24),
    });
    return { command, asked, lengths: () => clips.map(({ durationFrames }) => durationFrames) };
  }
  const told = () => notices.all().map(({ text }) => text);

  test("of which nothing is done, is not done", async () => {
    const { command } = many(() => "OFFLINE");
    expect(await command.run()).toMatchObject({ ok: false });
    expect(told()).toEqual([]);
  });
  test("that stops half-way tells how far it came, and is taken back as one", async () => {
    const { command, lengths } = many((_, turn) => (turn === 7 ? "OFFLINE" : null));
    expect(await command.run()).toEqual({ ok: true });
    expect(told()).toEqual(["Changed 9 of 10 shots. OFFLINE"]);
    expect([command.quiet, lengths().filter((length) => length === 48).length]).toEqual([true, 9]);
    await command.undo();
    expect([new Set(lengths()), told()]).toEqual([new Set([24]), []]);
  });
  test("does the rest on “Try again”, still as one", async () => {
    const { command, lengths } = many((_, turn) => (turn === 7 ? "OFFLINE" : null));
    await command.run();
    notices.all()[0]?.action?.run();
    await new Promise((done) => setTimeout(done));
    expect([new Set(lengths()), told()]).toEqual([new Set([48]), []]);
    await command.undo();
    expect(new Set(lengths())).toEqual(new Set([24]));
  });
});
