import { afterEach, expect, test, vi } from "vitest";
import { clip, FILM, open } from "./double";
import { ProjectQuery, type WholeProject } from "./project";
import { readingOf } from "./project-reading";

afterEach(() => vi.useRealTimers());

async function looked(...given: Parameters<typeof open>) {
  const asked: string[] = [];
  const [answer = () => FILM] = given;
  const film = await open((operation) => {
    asked.push(operation.kind);
    return answer(operation);
  });
  asked.length = 0;
  const reading = readingOf(film.client, "project_1", ProjectQuery);
  let told = 0;
  const leave = reading.subscribe(() => {
    told += 1;
  });
  await Promise.resolve();
  told = 0;
  return { ...film, reading, asked, leave, told: () => told };
}

function shown(project: WholeProject | null | undefined): string | undefined {
  return project?.scenes
    .map((scene) => `${scene.id}: ${scene.clips.map(({ id, name }) => `${id} ${name}`)}`)
    .join("; ");
}

const news = { __typename: "ClipChanged", kind: "CLIP_CHANGED" };
const soon = () => new Promise((done) => setTimeout(done));

test("what the cache has is there at once, and nothing is asked", async () => {
  const { reading, asked } = await looked();
  expect(shown(reading.state().project)).toBe("scene_1: a a,b b; scene_2: c c");
  expect(reading.state().project?.lastSeq).toBe(5);
  expect(asked).toEqual([]);
});

test("what happens in a scene leaves the others as they are, and is told once", async () => {
  const { reading, tell, told } = await looked();
  const before = reading.state().project;
  tell({ ...news, clip: clip("b", 24, "scene_1", { name: "new" }) });
  await soon();
  const after = reading.state().project;
  expect(shown(after)).toBe("scene_1: a a,b new; scene_2: c c");
  expect(after?.scenes[1]).toBe(before?.scenes[1]);
  expect(after?.scenes[0]?.clips[0]).toBe(before?.scenes[0]?.clips[0]);
  expect(told()).toBe(1);
});

test("a shot that goes to another scene is seen there, and in both at no time", async () => {
  const { reading, tell } = await looked();
  const seen: (string | undefined)[] = [];
  reading.subscribe(() => void seen.push(shown(reading.state().project)));
  tell({ ...news, clip: clip("b", 24, "scene_2") });
  await soon();
  expect(seen).toEqual(["scene_1: a a; scene_2: c c,b b"]);
});

test("after a reset, and for a scene without its shots, the whole is asked for once", async () => {
  const { reading, tell, asked } = await looked();
  tell({ __typename: "StreamReset", kind: "STREAM_RESET" });
  await soon();
  await soon();
  expect(asked).toEqual(["query"]);
  expect(shown(reading.state().project)).toBe("scene_1: a a,b b; scene_2: c c");
  const { clips: _, ...bare } = FILM.project.scenes[1] as { clips: object };
  tell({
    __typename: "SceneChanged",
    kind: "SCENE_CHANGED",
    scene: { ...bare, id: "scene_3", position: 2 },
  });
  await soon();
  await soon();
  expect(asked).toEqual(["query", "query"]);
});

test("there is none", async () => {
  const { reading, asked } = await looked(() => ({ __typename: "Query", project: null }));
  await soon();
  expect(reading.state()).toMatchObject({ project: null, fetching: false });
  expect(asked).toEqual([]);
});

test("for nobody it is not kept up, and who comes back finds it again", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { reading, leave, tell } = await looked();
  leave();
  vi.advanceTimersByTime(1_000);
  const seen = vi.fn();
  reading.subscribe(seen);
  expect(shown(reading.state().project)).toBe("scene_1: a a,b b; scene_2: c c");
  tell({ ...news, clip: clip("b", 24, "scene_1", { name: "new" }) });
  await Promise.resolve();
  expect(seen).toHaveBeenCalledTimes(1);
});
