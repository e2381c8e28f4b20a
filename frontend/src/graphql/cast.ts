/** Characters, locations and styles: what several parts of the page read and say of them. */
import { useEffect, useEffectEvent, useState } from "react";
import { useClient } from "urql";
import { partsOf } from "./in-turn";
import { type FragmentOf, graphql, type ResultOf } from "./tada";

export const PersonFields = graphql(`
  fragment PersonFields on Character {
    id
    name
    scope
    origin {
      id
    }
    age
    ethnicity
    build
    face
    body
    features
    look
    clothing
    notes
    looks {
      id
      name
      words
      isDefault
    }
    triggerWords
    loras {
      strength
      model {
        id
        name
      }
    }
    references {
      id
      url
      thumbnailUrl
    }
    placement
    version
  }
`);

export const StyleFields = graphql(`
  fragment StyleFields on Style {
    id
    name
    scope
    artStyle
    palette
    lighting
    camera
    mood
    technical
    negative
    notes
    category
    tags
    useCount
    version
  }
`);

export const LocationFields = graphql(`
  fragment LocationFields on Location {
    id
    name
    look
    setting
    time
    light
    notes
    version
  }
`);

export type Person = FragmentOf<typeof PersonFields>;
export type Style = FragmentOf<typeof StyleFields>;
export type Place = FragmentOf<typeof LocationFields>;

/** Those of a project; its styles are with those of the library, which it can use as they are. */
export const CastOfProject = graphql(
  `
  query CastOfProject($projectId: ID!) {
    characters(first: 500, filter: { projectId: $projectId }) {
      nodes {
        ...PersonFields
      }
    }
    styles(first: 500, filter: { projectId: $projectId }) {
      nodes {
        ...StyleFields
      }
    }
    locations(first: 500, filter: { projectId: $projectId }) {
      nodes {
        ...LocationFields
      }
    }
  }
`,
  [PersonFields, StyleFields, LocationFields],
);

const Feeds = graphql(`
  query Feeds($clipIds: [ID!]!) {
    clipFeeds(clipIds: $clipIds) {
      clipId
      characters {
        characterId
        name
        lookId
        look
        prominence
        origin
      }
      style {
        styleId
        name
        positive
        origin
      }
      location {
        locationId
        name
        words
      }
    }
  }
`);

export type Feed = ResultOf<typeof Feeds>["clipFeeds"][number];
export type Origin = Feed["characters"][number]["origin"];

const CastNews = graphql(`
  subscription CastNews($projectId: ID!) {
    projectEvents(projectId: $projectId) {
      seq
      kind
    }
  }
`);

const OF_CAST = /^(CHARACTER|STYLE|LOCATION)_|^STREAM_RESET$/;
const OF_FEEDS = /^(CHARACTER|STYLE|LOCATION|CLIP|SCENE|PROJECT)_|^STREAM_RESET$/;
const PAUSE_MS = 300;
const listeners = new Set<() => void>();

/** What was done here is heard of at once: events may be late. */
export function tellOfCast(): void {
  for (const listener of listeners) listener();
}

/** Calls when what is cast, or what it is cast in, is other than before. */
export function useCastNews(projectId: string, of: "cast" | "feeds", again: () => void): void {
  const client = useClient();
  const read = useEffectEvent(again);
  useEffect(() => {
    const wanted = of === "cast" ? OF_CAST : OF_FEEDS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => read(), PAUSE_MS);
    };
    const listener = () => read();
    listeners.add(listener);
    const { unsubscribe } = client.subscription(CastNews, { projectId }).subscribe(({ data }) => {
      if (wanted.test(data?.projectEvents.kind ?? "")) soon();
    });
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
      unsubscribe();
    };
  }, [client, projectId, of]);
}

/** What feeds each of these clips, by their id; null until it is read. */
export function useFeeds(projectId: string, clipIds: readonly string[]) {
  const client = useClient();
  const [state, setState] = useState<{ key: string; feeds: ReadonlyMap<string, Feed> | null }>();
  const [turn, setTurn] = useState(0);
  const key = clipIds.join(" ");
  useCastNews(projectId, "feeds", () => setTurn((before) => before + 1));
  // A further turn reads the same anew.
  const order = `${turn} ${key}`;
  useEffect(() => {
    let isOld = false;
    const [, ...ids] = order.trim().split(" ");
    const key = ids.join(" ");
    async function read() {
      const answers = await Promise.all(
        partsOf(ids).map((clipIds) =>
          client.query(Feeds, { clipIds }, { requestPolicy: "network-only" }).toPromise(),
        ),
      );
      if (isOld) return;
      const failed = answers.some(({ data }) => !data);
      const all = answers.flatMap(({ data }) => data?.clipFeeds ?? []);
      setState({ key, feeds: failed ? null : new Map(all.map((feed) => [feed.clipId, feed])) });
    }
    void read();
    return () => {
      isOld = true;
    };
  }, [client, order]);
  const known = state?.key === key ? state : undefined;
  return {
    feeds: known?.feeds ?? null,
    failed: known?.feeds === null,
    again: () => setTurn((before) => before + 1),
  };
}

/** Where something is cast from, from near to far. */
export const ORIGINS: Record<Origin, string> = {
  CLIP: "this shot",
  SCENE: "the scene",
  PROJECT: "the project",
  SCRIPT: "the script",
};
