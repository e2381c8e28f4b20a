import { useQuery } from "urql";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import { SelectTake } from "@/graphql/acts";
import type { Take } from "@/graphql/entities";
import { useAgain } from "@/graphql/use-again";
import { DeleteTake, GalleryQuery, RestoreTake, TakeQuery } from "./documents";

/** The takes of the clip that a take belongs to, newest first. */
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
  return {
    clip,
    takes: clip?.gallery.toReversed() ?? (take ? [take] : []),
    missing: !found.fetching && found.data !== undefined && !take,
    /** They could not be read. */
    failed,
    again,
  };
}

export function useTakeActs() {
  const act = useAct();

  /** Shows this take for its shot from now on. */
  function pick(take: Take, before: Take | undefined) {
    if (take.isSelected) return;
    void history.do({
      label: "Picked another take",
      run: () => act(SelectTake, { takeId: take.id }),
      undo: () => (before ? act(SelectTake, { takeId: before.id }) : Promise.resolve({ ok: true })),
    });
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
