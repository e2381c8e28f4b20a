/** Following a project: its events from where the reading ended, and the pace of its renders. */
import { useEffect, useEffectEvent } from "react";
import { useClient } from "urql";
import {
  CharacterFields,
  ClipFields,
  EndpointFields,
  GalleryOf,
  JobFields,
  ProjectFields,
  SceneFields,
  TakeFields,
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
    GalleryOf,
  ],
);

const ProjectProgress = graphql(
  `
  subscription ProjectProgress($projectId: ID!) {
    projectProgress(projectId: $projectId) {
      progress
      message
      previewUrl
      job {
        id
        state
        progress
        message
        etaSeconds
        queuePosition
      }
    }
  }
`,
);

type Following = {
  projectId: string;
  /** `lastSeq` of the reading to go on from, null until there is one; from now on if missing. */
  after?: number | null;
  /** Read the project anew: events were missed, or the studio was away for long. */
  reread?: () => void;
  onDeleted?: () => void;
};

/** Follow a project for as long as the component stands. Events are taken into the cache. */
export function useLiveProject({ projectId, after, reread, onDeleted }: Following): void {
  const client = useClient();
  const ready = after !== null;
  const begin = useEffectEvent(() => after);
  const onEvent = useEffectEvent((kind: string | undefined) => {
    if (kind === "STREAM_RESET") reread?.();
    if (kind === "PROJECT_DELETED") onDeleted?.();
  });

  useEffect(() => {
    if (!ready) return;
    const events = client
      .subscription(ProjectEvents, { projectId, after: begin() ?? null })
      .subscribe(({ data }) => onEvent(data?.projectEvents.kind));
    const pace = client.subscription(ProjectProgress, { projectId }).subscribe(({ data }) => {
      if (data) ticks.note(data.projectProgress);
    });
    return () => {
      events.unsubscribe();
      pace.unsubscribe();
    };
  }, [client, projectId, ready]);

  useEffect(() => onReturn(() => ticks.clear()), []);
}
