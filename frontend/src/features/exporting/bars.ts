type Bar = { startFrame: number; durationFrames: number; fileName: string | null };

const WIDE = 1000;
const GAP = 1.2;

/** Clips as bars of a track that is 1000 wide and 10 high: what shows something, and what does not. */
export function barsOf(clips: readonly Bar[], length: number) {
  const draw = (which: readonly Bar[]) => which.map((clip) => bar(clip, length)).join("");
  return {
    there: draw(clips.filter(({ fileName }) => fileName !== null)),
    missing: draw(clips.filter(({ fileName }) => fileName === null)),
  };
}

function bar({ startFrame, durationFrames }: Bar, length: number): string {
  if (length <= 0) return "";
  const from = (startFrame / length) * WIDE;
  const wide = Math.max(0.5, (durationFrames / length) * WIDE - GAP);
  return `M${from.toFixed(2)} 2h${wide.toFixed(2)}v6h-${wide.toFixed(2)}z`;
}
