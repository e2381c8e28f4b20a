import { useQuery } from "urql";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import type { Take } from "@/graphql/entities";
import { DeleteTake, GalleryQuery, RestoreTake, SelectTake, TakeQuery } from "./documents";

/** The takes of the clip that a take belongs to, newest first. */
export function useTakes(takeId: string) {
  const [found] = useQuery({ query: TakeQuery, variables: { id: takeId } });
  const node = found.data?.node;
  const take = node?.__typename === "Take" ? node : undefined;
  const clipId = take?.clip.id ?? "";
  const [read] = useQuery({ query: GalleryQuery, variables: { clipId }, pause: !clipId });
  return {
    clip: read.data?.clip ?? undefined,
    takes: read.data?.clip?.gallery.toReversed() ?? (take ? [take] : []),
    missing: !found.fetching && found.data !== undefined && !take,
    error: found.error ?? read.error,
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
