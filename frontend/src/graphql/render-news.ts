/** Following renders and what they cost, for lists that the page cannot mend by itself. */
import { useEffect, useEffectEvent } from "react";
import { useClient } from "urql";
import { WorkspaceProgress } from "./live";
import { SpendingChanged } from "./money";

/** What comes close together is read at once; of many that go on for long, a little now and then. */
const TOGETHER_MS = 700;

/** Reads again when a render came, is in another state, or was paid for. */
export function useRenderNews(again: () => void): void {
  const client = useClient();
  const read = useEffectEvent(again);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function note() {
      timer ??= setTimeout(() => {
        timer = undefined;
        read();
      }, TOGETHER_MS);
    }
    const following = [
      client.subscription(WorkspaceProgress, {}).subscribe(note),
      client.subscription(SpendingChanged, {}).subscribe(note),
    ];
    return () => {
      clearTimeout(timer);
      for (const { unsubscribe } of following) unsubscribe();
    };
  }, [client]);
}
