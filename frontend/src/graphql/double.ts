/** For tests: a client over the real cache, and a studio that is played by them. */
import {
  Client,
  type Exchange,
  makeResult,
  type Operation,
  type OperationResult,
} from "@urql/core";
import { filter, fromPromise, makeSubject, map, merge, mergeMap, pipe, share } from "wonka";
import { caching } from "./client";
import { ProjectEvents } from "./live";
import { ProjectQuery } from "./project";

export function clip(id: string, startFrame: number, scene = "scene_1", more: object = {}) {
  return {
    __typename: "Clip",
    id,
    name: id,
    number: id,
    shotKind: "ACTION",
    framing: "WIDE",
    startFrame,
    durationFrames: 24,
    sourceFrame: 0,
    transitionKind: "CUT",
    transitionFrames: 0,
    imagePrompt: "",
    videoPrompt: "",
    negativePrompt: "",
    caption: "",
    characters: [],
    sourceLine: null,
    lockedAt: null,
    version: 1,
    galleryCount: 0,
    takeKinds: [],
    newTakeCount: 0,
    pickedAt: null,
    newestTake: null,
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

export const FILM = {
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

export function nameOf({ query }: Operation): string {
  const [definition] = query.definitions;
  return definition && "name" in definition ? (definition.name?.value ?? "") : "";
}

/** A client over the real cache; `answer` stands for the studio, `tell` sends an event. */
export async function open(
  answer: (operation: Operation) => Promise<object> | object = () => FILM,
) {
  const news = makeSubject<OperationResult>();
  let following: Operation | undefined;
  const studio: Exchange = () => (operations) => {
    const shared = share(operations);
    const answers = pipe(
      shared,
      filter((operation) => operation.kind === "query" || operation.kind === "mutation"),
      mergeMap((operation) =>
        fromPromise(
          // What has an answer of its own asks nobody.
          Promise.resolve(operation.context.fetch ? null : answer(operation)).then((data) =>
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
    exchanges: [...caching(), studio],
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
