import type { Client } from "@urql/core";
import { useEffect, useMemo, useRef } from "react";
import { useClient } from "urql";
import type { Target } from "@/graphql/acts";
import { KINDS_OF, type What } from "@/graphql/last-kind";
import { asksHere } from "@/graphql/price-tag";
import type { WholeProject } from "@/graphql/project";
import { quotes } from "@/graphql/quotes";
import { keptOptions } from "./options";
import { clipsOf, extentOf, USUAL } from "./target";
import { wishOf } from "./use-generate";

type Project = WholeProject | null | undefined;

/** Tells how the targets of a project are asked for, so that a price can be told before. */
export function useAsks(project: Project): void {
  const client = useClient();
  const latest = useRef(project);
  useEffect(() => {
    latest.current = project;
  }, [project]);
  const print = useMemo(() => printOf(project), [project]);
  useEffect(() => {
    // News is told before it is here: what was asked in between was asked of what was.
    if (print !== "") quotes.forget();
  }, [print]);
  useEffect(() => {
    asksHere.current = {
      now: (target, what) => wishOf(target, { ...USUAL, what }),
      asking: (target, what) => askedByDialog(client, latest.current, target, what),
    };
    return () => {
      asksHere.current = null;
    };
  }, [client]);
}

/** Another one when other shots lack what would be made. */
function printOf(project: Project): string {
  const clips = project?.scenes.flatMap((scene) => scene.clips) ?? [];
  return clips
    .map(({ id, takeKinds, jobs }) => [id, ...takeKinds, ...jobs.map(({ state }) => state)].join())
    .join(" ");
}

/** What the dialog would ask for if nothing in it was changed. */
async function askedByDialog(client: Client, project: Project, target: Target, what: What) {
  if (!project) return null;
  const { keptInput } = await import("./options/kept-input");
  const options = keptOptions(what);
  const { mixed } = extentOf(clipsOf(project, target), what);
  const recipe = await keptInput(client, KINDS_OF[what], options.count);
  const missingOnly = mixed && !("clipIds" in target);
  return recipe && wishOf(target, { ...options, missingOnly }, recipe);
}
