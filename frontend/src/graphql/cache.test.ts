import { expect, test } from "vitest";
import { clip, FILM, open } from "./double";
import { ProjectQuery } from "./project";
import { graphql } from "./tada";

test("a clip that is told of takes its place by its time", async () => {
  const { tell, order } = await open();
  expect(order()).toBe("ab|c");
  tell({ __typename: "ClipChanged", kind: "CLIP_CHANGED", clip: clip("d", 12) });
  expect(order()).toBe("adb|c");
  tell({ __typename: "ClipChanged", kind: "CLIP_CHANGED", clip: clip("a", 48) });
  expect(order()).toBe("dba|c");
});

test("a clip that moves to another scene leaves its own", async () => {
  const { tell, order } = await open();
  tell({ __typename: "ClipChanged", kind: "CLIP_CHANGED", clip: clip("a", 24, "scene_2") });
  expect(order()).toBe("b|ca");
});

test("what is deleted is gone, what comes back is there", async () => {
  const { tell, order } = await open();
  tell({ __typename: "ClipDeleted", kind: "CLIP_DELETED", clipId: "a" });
  expect(order()).toBe("b|c");
  tell({ __typename: "ClipChanged", kind: "CLIP_CHANGED", clip: clip("a", 0) });
  expect(order()).toBe("ab|c");
  tell({ __typename: "SceneDeleted", kind: "SCENE_DELETED", sceneId: "scene_1" });
  expect(order()).toBe("c");
});

const UpdateClip = graphql(`
  mutation Rename($input: UpdateClipInput!) {
    updateClip(input: $input) {
      clip {
        id
        name
      }
      userErrors {
        code
      }
    }
  }
`);

test("an edit is seen at once, and taken back if the studio refuses", async () => {
  let refuse: () => void = () => undefined;
  const { client } = await open((operation) =>
    operation.kind === "query"
      ? FILM
      : new Promise((resolve) => {
          refuse = () =>
            resolve({
              __typename: "Mutation",
              updateClip: {
                __typename: "UpdateClipPayload",
                clip: null,
                userErrors: [{ __typename: "UserError", code: "CONFLICT" }],
              },
            });
        }),
  );
  const name = () =>
    client.readQuery(ProjectQuery, { id: "project_1" })?.data?.project?.scenes[0]?.clips[0]?.name;
  const done = client.mutation(UpdateClip, { input: { id: "a", name: "Mine" } }).toPromise();
  expect(name()).toBe("Mine");
  await Promise.resolve();
  refuse();
  await done;
  expect(name()).toBe("a");
});

const MoveClips = graphql(`
  mutation Move($input: MoveClipsInput!) {
    moveClips(input: $input) {
      scenes {
        id
        clips {
          id
          startFrame
          version
          scene {
            id
          }
        }
      }
      userErrors {
        code
      }
    }
  }
`);

/** What moveClips answers, with clips of 24 frames. */
function laid(scenes: Record<string, string>) {
  return {
    __typename: "Mutation",
    moveClips: {
      __typename: "MoveClipsPayload",
      userErrors: [],
      scenes: Object.entries(scenes).map(([id, clips]) => ({
        __typename: "Scene",
        id,
        clips: [...clips].map((each, at) => ({
          __typename: "Clip",
          id: each,
          startFrame: at * 24,
          version: 2,
          scene: { __typename: "Scene", id },
        })),
      })),
    },
  };
}

test("moved clips stand there at once, and as the studio has them afterwards", async () => {
  let answer: (data: object) => void = () => undefined;
  const { client, order, tell } = await open((operation) =>
    operation.kind === "query" ? FILM : new Promise<object>((resolve) => (answer = resolve)),
  );
  const starts = () =>
    client
      .readQuery(ProjectQuery, { id: "project_1" })
      ?.data?.project?.scenes.flatMap((part) => part.clips.map((each) => each.startFrame));
  async function move(
    input: { ids: string[]; sceneId: string; before: string | null },
    data: object,
  ) {
    const done = client.mutation(MoveClips, { input }).toPromise();
    const atOnce = `${order()} ${starts()}`;
    await Promise.resolve();
    answer(data);
    await done;
    return atOnce;
  }
  const input = { ids: ["b"], sceneId: "scene_2", before: "c" };
  expect(await move(input, laid({ scene_2: "bc", scene_1: "a" }))).toBe("a|bc 0,0,24");
  expect(order()).toBe("a|bc");
  const read = client.readQuery(ProjectQuery, { id: "project_1" })?.data?.project?.scenes[1];
  expect(read?.clips.map((each) => [each.startFrame, each.scene.id])).toEqual([
    [0, "scene_2"],
    [24, "scene_2"],
  ]);
  tell({ __typename: "ClipChanged", kind: "CLIP_CHANGED", clip: clip("c", 24, "scene_2") });
  expect(order()).toBe("a|bc");
  const back = { ids: ["a", "b"], sceneId: "scene_1", before: null };
  expect(await move(back, laid({ scene_1: "ab", scene_2: "c" }))).toBe("ab|c 0,24,0");
  const refused = {
    ...laid({}).moveClips,
    userErrors: [{ __typename: "UserError", code: "CONFLICT" }],
  };
  const data = { __typename: "Mutation", moveClips: refused };
  expect(await move({ ...input, ids: ["a", "b"] }, data)).toBe("|abc 0,24,48");
  expect(order()).toBe("ab|c");
});

test("a take that comes is counted as new, and no more once one is picked or it is gone", async () => {
  const { client, tell } = await open();
  const shot = (newTakeCount: number, newestTake: object | null) => ({
    __typename: "Clip",
    id: "a",
    galleryCount: 1,
    takeKinds: ["IMAGE"],
    newTakeCount,
    pickedAt: null,
    newestTake,
    selectedTake: null,
  });
  const come = { __typename: "Take", id: "t", isSelected: false, createdAt: "1", kind: "IMAGE" };
  const told = () => {
    const read = client.readQuery(ProjectQuery, { id: "project_1" })?.data?.project;
    const { newTakeCount, newestTake } = read?.scenes[0]?.clips[0] ?? {};
    return `${newTakeCount} ${newestTake?.id}`;
  };
  const take = { ...come, clip: shot(1, { __typename: "Take", id: "t" }) };
  tell({ __typename: "TakeChanged", kind: "TAKE_CHANGED", take });
  expect(told()).toBe("1 t");
  tell({ __typename: "TakeDeleted", kind: "TAKE_DELETED", takeId: "t" });
  expect(told()).toBe("1 undefined");
  tell({ __typename: "ClipChanged", kind: "CLIP_CHANGED", clip: clip("a", 0) });
  expect(told()).toBe("0 undefined");
});
