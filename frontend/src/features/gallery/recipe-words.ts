/** What the graph tells of recipes as JSON, in words. */

export type Fact = readonly [name: string, value: string];

const NAMES: Record<string, string> = {
  cfg: "Guidance",
  denoise: "Denoise",
  gpu: "GPU",
  guidance: "Guidance",
  scheduler: "Scheduler",
  sampler: "Sampler",
  shift: "Shift",
  steps: "Steps",
  "worker.gpu": "Worker GPU",
};

/** "first_frame", "negativePrompt" → "First frame", "Negative prompt" */
export function nameOf(path: string): string {
  if (NAMES[path]) return NAMES[path];
  const words = path
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[._]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isDigest = (text: string) => /^[0-9a-f]{64}$/.test(text);

/** A value as one reads it; a digest by its beginning, nothing as a dash. */
export function wordsOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string") return isDigest(value) ? value.slice(0, 12) : value;
  if (Array.isArray(value)) return value.length > 0 ? value.map(wordsOf).join(", ") : "–";
  if (typeof value === "object")
    return (
      Object.entries(value)
        .map(([name, part]) => `${nameOf(name)} ${wordsOf(part)}`)
        .join(", ") || "–"
    );
  return String(value);
}

/** Each part of an object as a line; none where it is none. */
export function factsOf(value: unknown): Fact[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([, part]) => wordsOf(part) !== "–")
    .map(([name, part]) => [nameOf(name), wordsOf(part)]);
}

/** Files by their names: with the strength of a LoRA, and the beginning of the digest if known. */
export function filesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((file: unknown) => {
    if (typeof file !== "object" || file === null || !("name" in file)) return [];
    const strength = "strength" in file && file.strength !== null ? ` × ${file.strength}` : "";
    const sha = "sha256" in file && typeof file.sha256 === "string" ? file.sha256 : null;
    return [`${wordsOf(file.name)}${strength}${sha ? `, ${sha.slice(0, 12)}` : ""}`];
  });
}
