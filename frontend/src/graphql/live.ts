/** Following what goes on: a project from where its reading ended, and the workspace. */
import { useEffect, useEffectEvent } from "react";
import { useClient, useQuery } from "urql";
import {
  CharacterFields,
  ClipFields,
  EndpointFields,
  ExportFields,
  GalleryOf,
  JobFields,
  ProjectFields,
  SceneFields,
  TakeFields,
  TrackFields,
} from "./entities";
import { ticks } from "./progress";
import { onReturn } from "./socket";
import { graphql } from "./tada";

export const ProjectEvents = graphql(
  `
  subscription ProjectEvents($projectId: ID!, $after: Int) {
    projectEvents(projectId: $projectId, after: $after) {
      seq
      kind
      ... on ProjectChanged { project { ...ProjectFields } }
      ... on SceneChanged { scene { ...SceneFields } }
      ... on SceneDeleted { sceneId }
      ... on ClipChanged { clip { ...ClipFields } }
      ... on ClipDeleted { clipId }
      ... on TakeChanged { take { ...TakeFields clip { ...GalleryOf } } }
      ... on TakeDeleted { takeId }
      ... on JobChanged { job { ...JobFields } }
      ... on JobDeleted { jobId }
      ... on EndpointChanged { endpoint { ...EndpointFields } }
      ... on EndpointDeleted { endpointId }
      ... on CharacterChanged { character { ...CharacterFields } }
      ... on CharacterDeleted { characterId }
      ... on TrackChanged { track { ...TrackFields } }
      ... on TrackDeleted { trackId }
      ... on ExportChanged { export { ...ExportFields } }
      ... on ExportDeleted { exportId }
      ... on ProjectDeleted { projectId }
    }
  }
`,
  [
    ProjectFields,
    SceneFields,
    ClipFields,
    TakeFields,
    JobFields,
    EndpointFields,
    CharacterFields,
    TrackFields,
    ExportFields,
    GalleryOf,
  ],
);

const WorkspaceEvents = graphql(
  `
  subscription WorkspaceEvents($after: Int) {
    workspaceEvents(after: $after) {
      seq
      kind
      ... on ProjectChanged { project { ...ProjectFields } }
      ... on ProjectDeleted { projectId }
      ... on EndpointChanged { endpoint { ...EndpointFields } }
      ... on EndpointDeleted { endpointId }
    }
  }
`,
  [ProjectFields, EndpointFields],
);

/** Of all projects, so that whatever is rendered anywhere is known everywhere. */
export const WorkspaceProgress = graphql(
  `
  subscription WorkspaceProgress {
    workspaceProgress {
      progress
      message
      previewUrl
      job {
        ...JobFields
      }
    }
  }
`,
  [JobFields],
);

const WorkspaceHead = graphql(`
  query WorkspaceHead {
    viewer {
      workspace {
        lastSeq
      }
    }
  }
`);

/** The number of the last event of the workspace when the component came; undefined until it is known. */
export function useHead(): number | undefined {
  const [{ data }] = useQuery({ query: WorkspaceHead, requestPolicy: "network-only" });
  return data?.viewer.workspace.lastSeq;
}

/** Follows the projects, the endpoints and the pace of all renders, while the component stands. */
export function useLiveWorkspace(): void {
  const client = useClient();
  const head = useHead();
  const ready = head !== undefined;
  const begin = useEffectEvent(() => head ?? null);
  useEffect(() => {
    if (!ready) return;
    const events = client
      .subscription(WorkspaceEvents, { after: begin() })
      .subscribe(() => undefined);
    const pace = client.subscription(WorkspaceProgress, {}).subscribe(() => undefined);
    return () => {
      events.unsubscribe();
      pace.unsubscribe();
      ticks.clear();
    };
  }, [client, ready]);
  useEffect(() => onReturn(() => ticks.clear()), []);
}

type Following = {
  projectId: string;
  /** `lastSeq` of the reading to go on from, null until there is one; from now on if missing. */
  after?: number | null;
  onDeleted?: () => void;
};

/** Follow a project for as long as the component stands. Events are taken into the cache. */
export function useLiveProject({ projectId, after, onDeleted }: Following): void {
  const client = useClient();
  const ready = after !== null;
  const begin = useEffectEvent(() => after);
  const onEvent = useEffectEvent((kind: string | undefined) => {
    if (kind === "PROJECT_DELETED") onDeleted?.();
  });

  useEffect(() => {
    if (!ready) return;
    const { unsubscribe } = client
      .subscription(ProjectEvents, { projectId, after: begin() ?? null })
      .subscribe(({ data }) => onEvent(data?.projectEvents.kind));
    return unsubscribe;
  }, [client, projectId, ready]);
}
