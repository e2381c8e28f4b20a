import type { Client } from "@urql/core";
import { expect, test } from "vitest";
import type { Act } from "@/graphql/act";
import { portTo } from "./draft-port";

const PLACE = { id: "clip_1", field: "length" };

/** A scene of two shots of 24 frames; while `away`, the shots behind cannot be moved. */
function studio() {
  const project = { id: "project", fps: "24", scenes: [] as object[] };
  const scene = { id: "scene", project, clips: [] as object[] };
  const clip = { id: "clip_1", version: 1, startFrame: 0, durationFrames: 24, scene };
  const behind = { id: "clip_2", startFrame: 24, durationFrames: 24 };
  scene.clips.push(clip, behind);
  project.scenes.push(scene);
  const held = { clip, behind, away: false };
  const client = {
    query: () => ({ toPromise: async () => ({ data: { clip, project } }) }),
  } as unknown as Client;
  const act = (async (_document: unknown, input: { durationFrames?: number }) => {
    if (input.durationFrames !== undefined) clip.durationFrames = input.durationFrames;
    else if (held.away) return { ok: false, problems: [{ code: "OFFLINE", message: "Away." }] };
    else behind.startFrame = clip.durationFrames;
    return { ok: true, payload: { clip } };
  }) as unknown as Act;
  return { held, port: portTo(client, act) };
}

test("a length is read and written as it is spoken", async () => {
  const { held, port } = studio();
  expect(await port.read(PLACE)).toEqual({ version: 1, value: "1 s" });
  expect(await port.write(PLACE, "48f", 1)).toEqual({ value: "2 s" });
  expect(held.behind.startFrame).toBe(48);
});

test("what is no length is refused with words", async () => {
  const { port } = studio();
  expect(await port.write(PLACE, "abc", 1)).toMatchObject({ code: "BAD_USER_INPUT" });
});

test("shots behind that did not follow do so before the length is read again", async () => {
  const { held, port } = studio();
  held.away = true;
  expect(await port.write(PLACE, "2", 1)).toMatchObject({ code: "OFFLINE" });
  expect(await port.read(PLACE)).toMatchObject({ code: "OFFLINE" });
  held.away = false;
  expect(await port.read(PLACE)).toEqual({ version: 1, value: "2 s" });
  expect(held.behind.startFrame).toBe(48);
});
