/** Sound under a film: the tracks of a project, and what is heard of them when. */
import { useQuery } from "urql";
import type { Schedule } from "@/editor/schedule";
import type { Heard } from "@/editor/sound";
import { type Rate, secondsOf } from "@/editor/time";
import { type Clip, type Track, TrackFields } from "./entities";
import { graphql } from "./tada";
import { useAgain } from "./use-again";

export const TracksQuery = graphql(
  `
  query Tracks($projectId: ID!) {
    project(id: $projectId) {
      id
      tracks {
        ...TrackFields
      }
    }
  }
`,
  [TrackFields],
);

/** The tracks of a project in their order; undefined until they are known. */
export function useTracks(projectId: string) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: TracksQuery,
    variables: { projectId },
  });
  const tracks = data?.project?.id === projectId ? data.project.tracks : undefined;
  const failed = error !== undefined && !tracks && !fetching;
  const again = () => reread({ requestPolicy: "network-only" });
  useAgain(failed, again);
  return { tracks, failed, again };
}

/** How long a track is heard, in seconds: no longer than its file lasts. */
export function lastsOf(track: Track, rate: Rate): number {
  const left = (Number(track.samples) - Number(track.sourceSamples)) / track.sampleRate;
  const { durationFrames: frames } = track;
  return Math.max(0, frames === null ? left : Math.min(left, secondsOf(frames, rate)));
}

function heardOf(track: Track, rate: Rate): Heard {
  const from = secondsOf(track.startFrame, rate);
  return {
    id: track.id,
    url: track.url,
    from,
    to: from + lastsOf(track, rate),
    offset: Number(track.sourceSamples) / track.sampleRate,
    gain: track.gainDb,
    fadeIn: secondsOf(track.fadeInFrames, rate),
    fadeOut: secondsOf(track.fadeOutFrames, rate),
    muted: track.muted,
  };
}

/** All that is heard with a film: its tracks, and the sounds that stand in shots. */
export function heardIn(
  { shots }: Pick<Schedule<Clip>, "shots">,
  tracks: readonly Track[],
  rate: Rate,
): Heard[] {
  const spoken = shots.flatMap(({ clip, start, end }): Heard[] => {
    const take = clip.selectedTake;
    if (take?.kind !== "AUDIO") return [];
    const silent = { gain: 0, fadeIn: 0, fadeOut: 0, muted: false };
    const offset = secondsOf(clip.sourceFrame, rate);
    const [from, to] = [secondsOf(start, rate), secondsOf(end, rate)];
    return [{ id: clip.id, url: take.url, from, to, offset, ...silent }];
  });
  return [...tracks.map((track) => heardOf(track, rate)), ...spoken];
}
