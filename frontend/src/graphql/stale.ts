/** Which shots show a take that would be made differently now, and why. */
import { createContext, useContext, useEffect, useEffectEvent, useMemo } from "react";
import { useQuery } from "urql";
import type { Target } from "./acts";
import type { WholeProject } from "./project";
import { graphql, type ResultOf } from "./tada";

const StaleQuery = graphql(`
  query StaleClips($id: ID!) {
    project(id: $id) {
      id
      scenes {
        id
        clips {
          id
          staleness
        }
      }
    }
  }
`);

const ReasonsQuery = graphql(`
  query StaleReasons($clipId: ID!) {
    clip(id: $clipId) {
      id
      imageStaleness
      videoStaleness
      image: staleReasons(kind: IMAGE) {
        what
        name
      }
      video: staleReasons(kind: VIDEO) {
        what
        name
      }
    }
  }
`);

type Reasons = NonNullable<ResultOf<typeof ReasonsQuery>["clip"]>;
type Reason = Reasons["image"][number];

const NONE: ReadonlySet<string> = new Set();
/** How long changes have to rest before it is asked anew. */
const SETTLED_MS = 600;

/** The ids of those that are out of date; asked anew when a shot, its takes or its place changes. */
export function useStaleClips(project: WholeProject | null | undefined): ReadonlySet<string> {
  const id = project?.id ?? "";
  const [{ data }, reread] = useQuery({
    query: StaleQuery,
    variables: { id },
    pause: true,
  });
  const print = project ? printOf(project) : "";
  const again = useEffectEvent(() => reread({ requestPolicy: "network-only" }));
  useEffect(() => {
    if (print === "") return;
    const timer = setTimeout(() => again(), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [print]);
  const read = data?.project?.id === id ? data.project : undefined;
  return useMemo(() => {
    const clips = read?.scenes.flatMap((scene) => scene.clips) ?? [];
    const stale = clips.flatMap((clip) => (clip.staleness === "STALE" ? [clip.id] : []));
    return stale.length > 0 ? new Set(stale) : NONE;
  }, [read]);
}

/** Another one when anything has changed that the page knows to feed pictures. */
function printOf({ version, scenes }: WholeProject): string {
  const parts = scenes.flatMap((scene) => [
    scene.version,
    ...scene.clips.map(
      (clip) => `${clip.version}.${clip.selectedTake?.id ?? ""}.${clip.galleryCount}`,
    ),
  ]);
  return `${version} ${parts.join(" ")}`;
}

export const StaleContext = createContext<ReadonlySet<string>>(NONE);

export function useStale(): ReadonlySet<string> {
  return useContext(StaleContext);
}

/** Renders anew what is out of date, and nothing else. */
export function staleTarget(ids: Iterable<string>): Target {
  return { clipIds: [...ids], staleOnly: true };
}

const WORDS: Record<Reason["what"], string> = {
  PROMPT: "the prompt",
  NEGATIVE_PROMPT: "what is not wanted",
  SHOT: "the shot's framing, place or time",
  CHARACTER: "the character",
  STYLE: "the style",
  LOCATION: "the location",
  SOURCE_IMAGE: "the image it was made from",
  SIZE: "the film's size",
  RATE: "the frame rate",
  LENGTH: "the length",
  MODEL: "the model",
  PRESET: "the preset",
};

/** "the prompt, the character Anna" */
export function reasonsWords(reasons: readonly Reason[]): string {
  const said = reasons.map(({ what, name }) => (name ? `${WORDS[what]} ${name}` : WORDS[what]));
  return [...new Set(said)].join(", ");
}

/** Why it is out of date, in a sentence for each kind; empty while that is not known. */
export function useStaleReasons(clipId: string, wanted: boolean): string {
  const [{ data }] = useQuery({
    query: ReasonsQuery,
    variables: { clipId },
    pause: !wanted,
    requestPolicy: "cache-and-network",
  });
  const clip = data?.clip?.id === clipId ? data.clip : undefined;
  if (!clip || !wanted) return "";
  return [
    clip.imageStaleness === "STALE" ? sentence("still", clip.image) : "",
    clip.videoStaleness === "STALE" ? sentence("video", clip.video) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function sentence(kind: string, reasons: readonly Reason[]): string {
  return `Since the ${kind} was made, this has changed: ${reasonsWords(reasons) || "what feeds it"}.`;
}
