import {
  Client,
  type Exchange,
  makeResult,
  type Operation,
  type OperationResult,
} from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { expect, test } from "vitest";
import { filter, fromPromise, makeSubject, map, merge, mergeMap, pipe, share } from "wonka";
import { keys, updates } from "./cache";
import { warn } from "./client";
import { ProjectEvents } from "./live";
import { optimistic } from "./optimistic";
import { ProjectQuery } from "./project";
import { graphql } from "./tada";

function clip(id: string, startFrame: number, scene = "scene_1", more: object = {}) {
  return {
    __typename: "Clip",
    id,
    name: id,
    number: id,
    shotKind: "ACTION",
    framing: "WIDE",
    startFrame,
    durationFrames: 24,
    imagePrompt: "",
    videoPrompt: "",
    negativePrompt: "",
    caption: "",
    characters: [],
    sourceLine: null,
    version: 1,
    galleryCount: 0,
    scene: { __typename: "Scene", id: scene },
    selectedTake: null,
    jobs: [],
    ...more,
  };
}

function scene(id: string, position: number, clips: object[]) {
  return {
    __typename: "Scene",
    id,
    name: id,
    description: "",
    position,
    location: "",
    setting: "",
    timeOfDay: "",
    characters: [],
    sourceLine: null,
    version: 1,
    project: { __typename: "Project", id: "project_1" },
    clips,
  };
}

const STATS = {
  __typename: "ProjectStats",
  sceneCount: 2,
  clipCount: 3,
  takeCount: 0,
  finishedClipCount: 0,
  activeJobCount: 0,
  completion: 0,
  durationFrames: "72",
};

const FILM = {
  __typename: "Query",
  project: {
    __typename: "Project",
    id: "project_1",
    name: "Film",
    description: "",
    fps: "24",
    width: 1280,
    height: 720,
    version: 1,
    createdAt: "",
    updatedAt: "",
    stats: STATS,
    lastSeq: 5,
    scenes: [
      scene("scene_1", 0, [clip("a", 0), clip("b", 24)]),
      scene("scene_2", 1, [clip("c", 0, "scene_2")]),
    ],
  },
};

/** A client over the real cache; `answer` stands for the studio, `tell` sends an event. */
async function open(answer: (operation: Operation) => Promise<object> | object = () => FILM) {
  const news = makeSubject<OperationResult>();
  let following: Operation | undefined;
  const studio: Exchange = () => (operations) => {
    const shared = share(operations);
    const answers = pipe(
      shared,
      filter((operation) => operation.kind === "query" || operation.kind === "mutation"),
      mergeMap((operation) =>
        fromPromise(
          Promise.resolve(answer(operation)).then((data) =>
            makeResult(operation, { data } as never),
          ),
        ),
      ),
    );
    const noted = pipe(
      shared,
      filter((operation) => operation.kind === "subscription"),
      map((operation) => {
        following = operation;
        return null as never;
      }),
      filter(() => false),
    );
    return merge([answers, noted, news.source]);
  };
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [
      cacheExchange({ keys, updates, optimistic, possibleTypes: {}, logger: warn }),
      studio,
    ],
  });
  const { unsubscribe } = client
    .subscription(ProjectEvents, { projectId: "project_1", after: 5 })
    .subscribe(() => undefined);
  await client.query(ProjectQuery, { id: "project_1" }).toPromise();
  function tell(event: object) {
    if (!following) throw new Error("Nobody follows.");
    news.next(
      makeResult(following, {
        data: { __typename: "Subscription", projectEvents: { seq: 6, ...event } },
      } as never),
    );
  }
  function order() {
    const read = client.readQuery(ProjectQuery, { id: "project_1" });
    return read?.data?.project?.scenes
      .map((part) => part.clips.map((each) => each.id).join(""))
      .join("|");
  }
  return { client, tell, order, unsubscribe };
}

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
