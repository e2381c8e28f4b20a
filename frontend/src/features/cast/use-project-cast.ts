import { useMemo } from "react";
import { useQuery } from "urql";
import { CastOfProject, useCastNews, useFeeds } from "@/graphql/cast";
import type { WholeProject } from "@/graphql/project";
import { useAgain } from "@/graphql/use-again";
import {
  isAt,
  missingOf,
  missingOfPlace,
  missingOfStyle,
  PERSON,
  PLACE,
  SHOWN,
  saidOf,
  type Tab,
  unknown,
  usesOf,
} from "./words";

/** One line of a list. */
export type Line = {
  id: string;
  name: string;
  said: string;
  missing: readonly string[];
  isShared: boolean;
};

/** Who and what a project has, what feeds which shot, and whom nobody has described yet. */
export function useProjectCast(projectId: string, project: WholeProject | null) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: CastOfProject,
    variables: { projectId },
    requestPolicy: "cache-and-network",
  });
  const again = () => reread({ requestPolicy: "network-only" });
  useCastNews(projectId, "cast", again);
  const failed = error !== undefined && !data && !fetching;
  useAgain(failed, again);
  const clipIds = useMemo(
    () => project?.scenes.flatMap(({ clips }) => clips.map(({ id }) => id)) ?? [],
    [project],
  );
  const { feeds } = useFeeds(projectId, clipIds);
  const uses = useMemo(() => (feeds ? usesOf(feeds.values()) : null), [feeds]);
  return {
    people: data?.characters.nodes ?? [],
    places: data?.locations.nodes ?? [],
    styles: data?.styles.nodes ?? [],
    isRead: data !== undefined,
    failed,
    again,
    uses,
  };
}

export type ProjectCast = ReturnType<typeof useProjectCast>;

export function linesOf(cast: ProjectCast, tab: Tab, q: string): Line[] {
  const lines = {
    characters: () =>
      cast.people.map((one) => line(one, saidOf(PERSON, one), missingOf(one), false)),
    locations: () =>
      cast.places.map((one) => line(one, saidOf(PLACE, one), missingOfPlace(one), false)),
    styles: () =>
      cast.styles.map((one) =>
        line(one, saidOf(SHOWN, one), missingOfStyle(one), one.scope === "LIBRARY"),
      ),
  }[tab]();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return lines
    .filter(({ name, said }) =>
      words.every((word) => `${name} ${said}`.toLowerCase().includes(word)),
    )
    .sort((one, other) => one.name.localeCompare(other.name));
}

function line(
  { id, name }: { id: string; name: string },
  said: string,
  missing: readonly string[],
  isShared: boolean,
): Line {
  return { id, name, said, missing, isShared };
}

/** Names of the script that the tab knows nothing of. */
export function undescribed(cast: ProjectCast, project: WholeProject | null, tab: Tab): string[] {
  if (!project || !cast.isRead) return [];
  if (tab === "characters") {
    const named = project.scenes.flatMap(({ clips }) => clips.flatMap((clip) => clip.characters));
    return unknown(named, cast.people);
  }
  if (tab === "styles") return [];
  return unknown(
    project.scenes.map(({ location }) => location),
    cast.places,
  );
}

/** The scenes at a place, in film order. */
export function scenesAt(project: WholeProject | null, place: { name: string }) {
  return project?.scenes.filter((scene) => isAt(place, scene)) ?? [];
}
