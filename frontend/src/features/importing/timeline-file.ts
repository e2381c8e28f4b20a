/** Files that tell of a film: what the studio may read of them is told by the studio, from what is in them. */

export const TIMELINES = ".otio,.fcpxml,.xml,.edl,.json";
export const BROUGHT = `${TIMELINES},.zip`;
export const MOST_BYTES = 20_000_000;

const NAMED = /\.(otio|fcpxml|xml|edl|json)$/i;
const BUNDLED = /\.zip$/i;

/** Whether it is called as a timeline is, or as a bundle. */
export function isTimeline(name: string): boolean {
  return NAMED.test(name) || BUNDLED.test(name);
}

/** Why a file cannot be compared, by its name and size alone; null if it may be. */
export function refusalOf({ name, size }: Pick<File, "name" | "size">): string | null {
  if (BUNDLED.test(name))
    return `“${name}” is an archive. Unpack it and choose the timeline in it.`;
  if (size > MOST_BYTES)
    return `“${name}” is larger than 20 MB, which is more than a timeline has.`;
  if (size === 0) return `“${name}” is empty.`;
  return null;
}

/** UTF-8, UTF-16 with its mark, or else as Western Europe wrote before. */
export function textOf(bytes: Uint8Array): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const wideToo = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (wide || wideToo) return new TextDecoder(wide ? "utf-16le" : "utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Lets somebody choose a file of this machine. */
export function chooseTimeline(accept: string, onFile: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onFile(file);
  });
  input.click();
}
