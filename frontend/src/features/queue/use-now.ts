import { useEffect, useState } from "react";
import { secondsUntil } from "@/graphql/words";

/** What time it is, told anew each second until that moment. */
export function useNow(until: string | null): number {
  const [now, setNow] = useState(Date.now);
  const ahead = secondsUntil(until, now) > 0;
  useEffect(() => {
    if (!ahead) return;
    const tell = () => setNow(Date.now());
    const first = setTimeout(tell);
    const clock = setInterval(tell, 1_000);
    return () => {
      clearTimeout(first);
      clearInterval(clock);
    };
  }, [ahead]);
  return now;
}
