/** "12 s", "3 min 20 s"; null where it never began or is not over. */
export function tookOf(startedAt: string | null, finishedAt: string | null): string | null {
  if (startedAt === null || finishedAt === null) return null;
  return secondsWords((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}

/** "0.4 s", "12 s", "3 min 20 s" */
export function secondsWords(seconds: number): string {
  if (seconds < 0.95) return `${Math.max(0.1, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${(whole - rest) / 60} min` : `${(whole - rest) / 60} min ${rest} s`;
}

/** "94 %"; a dash where there is none. */
export function shareWords(share: number | null): string {
  return share === null ? "–" : `${Math.floor(share * 100)} %`;
}
