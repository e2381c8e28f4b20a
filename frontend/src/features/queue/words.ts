/** How long it takes, as it was measured. */
import { waitOf } from "@/editor/time";

export type Eta = { etaSeconds?: number | null; etaLatestSeconds?: number | null };

const seen = new WeakMap<Eta, number>();

/** What is left of a wait that was told once, since what waits is not told of each second. */
export function leftOf(told: Eta, now = Date.now()): Eta {
  const since = seen.get(told) ?? now;
  seen.set(told, since);
  const gone = (now - since) / 1_000;
  const rest = (seconds: number | null = null) =>
    seconds === null ? null : Math.max(0, Math.ceil(seconds - gone));
  return {
    etaSeconds: rest(told.etaSeconds),
    etaLatestSeconds: rest(told.etaLatestSeconds),
  };
}

/** "about 2 min (at most 5)": half took longer than the first, one in ten than the second. */
export function etaWords({ etaSeconds = null, etaLatestSeconds = null }: Eta): string | null {
  if (etaSeconds === null) return null;
  const soon = waitOf(etaSeconds);
  const most = etaLatestSeconds === null ? soon : waitOf(etaLatestSeconds).replace("about ", "");
  if (etaLatestSeconds === null || etaLatestSeconds <= etaSeconds || soon.endsWith(most))
    return soon;
  const [count = "", unit = ""] = most.split(" ");
  return `${soon} (at most ${soon.endsWith(` ${unit}`) ? count : most})`;
}
