import { useQuery } from "urql";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import type { Take } from "@/graphql/entities";
import { newAmong, type Picked, usePick } from "@/graphql/picking";
import { useAgain } from "@/graphql/use-again";
import { DeleteTake, GalleryQuery, RestoreTake, TakeQuery } from "./documents";

/** The takes of the clip that a take belongs to, in the order in which they were made. */
export function useTakes(takeId: string) {
  const [found, refind] = useQuery({ query: TakeQuery, variables: { id: takeId } });
  const node = found.data?.node;
  const take = node?.__typename === "Take" ? node : undefined;
  const clipId = take?.clip.id ?? "";
  const [read, reread] = useQuery({
    query: GalleryQuery,
    variables: { clipId },
    pause: !clipId,
  });
  const clip = read.data?.clip?.id === clipId ? read.data.clip : undefined;
  const waiting = found.fetching || read.fetching;
  const error = take ? (clip ? undefined : read.error) : found.data ? undefined : found.error;
  const failed = !waiting && error !== undefined;
  function again() {
    if (take) reread({ requestPolicy: "network-only" });
    else refind({ requestPolicy: "network-only" });
  }
  useAgain(failed, again);
  const takes: readonly Take[] = clip?.gallery ?? (take ? [take] : []);
  return {
    clip,
    takes,
    /** Those made since one was picked. */
    fresh: newAmong(takes, clip?.pickedAt ?? null),
    missing: !found.fetching && found.data !== undefined && !take,
    /** They could not be read. */
    failed,
    again,
  };
}

export function useTakeActs() {
  const act = useAct();
  const show = usePick();

  /** Shows this take for its shot from now on; if it does already, the new ones are new no more. */
  function pick(take: Take, before: Picked["before"]) {
    const label = take.isSelected ? "Kept the picked take" : "Picked another take";
    show([{ takeId: take.id, before }], label);
  }

  function remove(take: Take) {
    return history.do({
      label: "Deleted a take",
      run: () => act(DeleteTake, { takeId: take.id }),
      undo: () => act(RestoreTake, { takeId: take.id }),
    });
  }
  return { pick, remove };
}
