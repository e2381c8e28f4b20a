/** What the page holds of each entity: the same wherever one is read, changed or told of. */
import { type FragmentOf, graphql } from "./tada";

/** Why an act was not done. */
export const Trouble = graphql(`
  fragment Trouble on UserError {
    code
    field
    message
  }
`);

export const EndpointFields = graphql(`
  fragment EndpointFields on Endpoint {
    id
    name
    provider
    dialect
    enabled
    availability
    availabilityReason
    health
    healthDetail
    isLocal
    endpointId
    hasKey
    isRemovable
    note
    url
    model
    concurrency
    machines {
      name
      seenAt
    }
    queueDepth
    activeJobCount
    lastJobAt
    checkedAt
    systemInfo {
      version
      devices {
        name
        type
        vramTotal
        vramFree
      }
    }
    version
  }
`);

export const TakeFields = graphql(`
  fragment TakeFields on Take {
    id
    kind
    url
    thumbnailUrl
    mediaType
    size
    width
    height
    frames
    fps
    seed
    model
    prompt
    negativePrompt
    parameters
    createdAt
    isSelected
    clip {
      id
    }
  }
`);

/** A take as a card shows it. */
export const PosterFields = graphql(`
  fragment PosterFields on Take {
    id
    kind
    url
    thumbnailUrl
    width
    height
    frames
    fps
    model
    isSelected
    clip {
      id
    }
  }
`);

/** What a take changes about its clip. */
export const GalleryOf = graphql(
  `
  fragment GalleryOf on Clip {
    id
    galleryCount
    takeKinds
    newTakeCount
    pickedAt
    newestTake {
      id
    }
    selectedTake {
      ...PosterFields
    }
  }
`,
  [PosterFields],
);

export const JobFields = graphql(`
  fragment JobFields on RenderJob {
    id
    kind
    state
    progress
    message
    priority
    etaSeconds
    etaLatestSeconds
    queuePosition
    pausedAt
    notBefore
    clearedAt
    canRetry
    count
    project {
      id
      name
    }
    createdAt
    startedAt
    finishedAt
    error {
      code
      message
    }
    endpoint {
      id
      name
      isLocal
    }
    clip {
      id
      number
      name
    }
    takes {
      id
      thumbnailUrl
    }
  }
`);

export const ClipFields = graphql(
  `
  fragment ClipFields on Clip {
    id
    name
    number
    shotKind
    framing
    startFrame
    durationFrames
    sourceFrame
    transitionKind
    transitionFrames
    imagePrompt
    videoPrompt
    negativePrompt
    caption
    characters
    sourceLine
    lockedAt
    version
    scene {
      id
    }
    ...GalleryOf
    jobs(first: 2) {
      ...JobFields
    }
  }
`,
  [GalleryOf, JobFields],
);

export const SceneFields = graphql(`
  fragment SceneFields on Scene {
    id
    name
    description
    position
    location
    setting
    timeOfDay
    characters
    sourceLine
    version
    project {
      id
    }
  }
`);

export const ProjectFields = graphql(`
  fragment ProjectFields on Project {
    id
    name
    description
    fps
    width
    height
    version
    createdAt
    updatedAt
    stats {
      sceneCount
      clipCount
      takeCount
      finishedClipCount
      activeJobCount
      completion
      durationFrames
    }
  }
`);

export const CharacterFields = graphql(`
  fragment CharacterFields on Character {
    id
    name
    look
    version
  }
`);

/** Sound under a film. */
export const TrackFields = graphql(`
  fragment TrackFields on Track {
    id
    name
    position
    startFrame
    sourceSamples
    durationFrames
    gainDb
    fadeInFrames
    fadeOutFrames
    muted
    tempo
    firstBeatSeconds
    beatsPerBar
    samples
    sampleRate
    url
    version
    analysis {
      tempo
      confidence
      beatCount
      failure
    }
    project {
      id
    }
  }
`);

/** A file that is taken out of a project, or on its way. */
export const ExportFields = graphql(`
  fragment ExportFields on Export {
    id
    format
    options {
      sceneIds
      clipIds
      firstFrame
      lastFrame
    }
    state
    progress
    error {
      code
      message
    }
    name
    size
    url
    createdAt
    finishedAt
    expiresAt
    project {
      id
    }
  }
`);

export type Endpoint = FragmentOf<typeof EndpointFields>;
export type Take = FragmentOf<typeof TakeFields>;
export type Poster = FragmentOf<typeof PosterFields>;
export type Job = FragmentOf<typeof JobFields>;
export type Clip = FragmentOf<typeof ClipFields>;
export type Scene = FragmentOf<typeof SceneFields>;
export type Track = FragmentOf<typeof TrackFields>;
export type Export = FragmentOf<typeof ExportFields>;
export type Character = FragmentOf<typeof CharacterFields>;
export type Project = FragmentOf<typeof ProjectFields>;

export type JobState = Job["state"];
export type MediaKind = Job["kind"];
export type Priority = Job["priority"];

/** States in which a render is still under way. */
export const ACTIVE: readonly JobState[] = [
  "QUEUED",
  "SUBMITTING",
  "WAITING",
  "STARTING",
  "RUNNING",
  "SAVING",
  "CANCELLING",
];

export function isActive(job: { state: JobState }): boolean {
  return ACTIVE.includes(job.state);
}
