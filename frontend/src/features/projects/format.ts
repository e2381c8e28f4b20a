/** Sizes and rates to choose from. */

export type Choice = { value: string; label: string };

export const SIZES: readonly Choice[] = [
  { value: "1280x720", label: "HD · 1280 × 720 · 16:9" },
  { value: "1920x1080", label: "Full HD · 1920 × 1080 · 16:9" },
  { value: "1080x1920", label: "Upright · 1080 × 1920 · 9:16" },
  { value: "1080x1080", label: "Square · 1080 × 1080 · 1:1" },
  { value: "1440x1080", label: "Academy · 1440 × 1080 · 4:3" },
  { value: "2048x858", label: "Scope · 2048 × 858 · 2.39:1" },
];

export const RATES: readonly Choice[] = [
  { value: "24000/1001", label: "23.976 · film for television" },
  { value: "24", label: "24 · film" },
  { value: "25", label: "25 · television, Europe" },
  { value: "30000/1001", label: "29.97 · television, America" },
  { value: "30", label: "30 · web" },
];

/** The choices, with the present value among them even if it is none of the usual ones. */
export function withPresent(choices: readonly Choice[], value: string): readonly Choice[] {
  if (choices.some((choice) => choice.value === value)) return choices;
  return [...choices, { value, label: value.replace("x", " × ") }];
}

export function sizeText({ width, height }: { width: number; height: number }): string {
  return `${width}x${height}`;
}

/** Width and height of "1280x720". Throws for anything else. */
export function sizeOf(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) throw new RangeError(`Not a size: ${text}`);
  return { width: Number(match[1]), height: Number(match[2]) };
}
