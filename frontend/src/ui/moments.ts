const DAY_MS = 86_400_000;

/** From the midnight of UTC so many days ago, today among them. */
export function sinceDays(days: number, now: number): string {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  return new Date(midnight - (days - 1) * DAY_MS).toISOString();
}

/** "5 Mar 2026, 12:00" */
export function momentWords(moment: string): string {
  return new Date(moment).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}
