/** What was chosen in the palette lately, in this browser. */
type Chosen = { key: string; title: string };

const KEY = "storycanvas.recent";
const MOST = 8;

function isChosen(value: unknown): value is Chosen {
  return (
    typeof value === "object" &&
    value !== null &&
    "key" in value &&
    typeof value.key === "string" &&
    "title" in value &&
    typeof value.title === "string"
  );
}

export const recent = {
  /** The last one first. */
  all(): Chosen[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isChosen) : [];
    } catch {
      return [];
    }
  },
  note({ key, title }: Chosen): void {
    const others = recent.all().filter((one) => one.key !== key);
    localStorage.setItem(KEY, JSON.stringify([{ key, title }, ...others].slice(0, MOST)));
  },
};
