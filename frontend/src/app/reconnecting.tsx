import { useEffect, useState, useSyncExternalStore } from "react";
import { notices } from "@/actions/notices";
import { connection, onReturn } from "@/graphql/socket";

const PATIENCE_MS = 1_000;

/** Says when the way to the studio is lost, and when it is back. */
export function Reconnecting() {
  const state = useSyncExternalStore(connection.subscribe, connection.get);
  const [shown, setShown] = useState(false);
  const lost = state === "lost";

  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [lost]);
  useEffect(() => onReturn(() => notices.say("The studio is back. Nothing was missed.")), []);

  return (
    <div role="status" className={shown ? "bg-raised px-4 py-1.5 text-center text-xs" : "sr-only"}>
      {shown ? "The studio does not answer. Trying again; renders go on without this page." : null}
    </div>
  );
}
