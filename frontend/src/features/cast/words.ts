/** What there is to say of characters, locations and styles, and what of it is missing. */
import type { Feed, Person, Place, Style } from "@/graphql/cast";

export type Tab = "characters" | "locations" | "styles";
export const TABS: Record<Tab, string> = {
  characters: "Characters",
  locations: "Locations",
  styles: "Styles",
};
export const ONE: Record<Tab, string> = {
  characters: "character",
  locations: "location",
  styles: "style",
};

export type Side<Name extends string> = { name: Name; label: string; example?: string };

type PersonSide =
  | "age"
  | "ethnicity"
  | "build"
  | "features"
  | "face"
  | "body"
  | "look"
  | "clothing";
export const PERSON: readonly Side<PersonSide>[] = [
  { name: "age", label: "Age", example: "in her forties" },
  { name: "ethnicity", label: "Ethnicity" },
  { name: "build", label: "Build", example: "tall, lean" },
  { name: "features", label: "Features", example: "a scar over the left brow" },
  { name: "face", label: "Face", example: "narrow face, grey eyes" },
  { name: "body", label: "Body" },
  { name: "look", label: "Look", example: "short black hair" },
  { name: "clothing", label: "Usual clothing", example: "a worn green coat" },
];

type PlaceSide = "look" | "setting" | "time" | "light";
export const PLACE: readonly Side<PlaceSide>[] = [
  { name: "look", label: "Look", example: "a narrow kitchen with blue tiles" },
  { name: "setting", label: "Setting", example: "inside" },
  { name: "time", label: "Time", example: "early morning" },
  { name: "light", label: "Light", example: "low sun through one window" },
];

type StyleSide = "artStyle" | "palette" | "lighting" | "camera" | "mood" | "technical" | "negative";
export const STYLE: readonly Side<StyleSide>[] = [
  { name: "artStyle", label: "Art style", example: "watercolour" },
  { name: "palette", label: "Palette", example: "teal and orange" },
  { name: "lighting", label: "Lighting", example: "low sun" },
  { name: "camera", label: "Camera", example: "low angle" },
  { name: "mood", label: "Mood", example: "calm" },
  { name: "technical", label: "Technical", example: "35 mm, grain" },
  { name: "negative", label: "Keep away from", example: "text" },
];

/** Those that say what a picture shows, not what it leaves out. */
export const SHOWN = STYLE.filter(({ name }) => name !== "negative");

/** What is said of it, in the order in which prompts tell it. */
export function saidOf<Name extends string>(
  sides: readonly Side<Name>[],
  item: Record<Name, string>,
): string {
  return sides
    .map(({ name }) => item[name].trim())
    .filter(Boolean)
    .join(", ");
}

/** What a character still lacks to look the same in every shot. */
export function missingOf(person: Person): string[] {
  const { look, clothing, looks, loras } = person;
  const body = PERSON.filter(({ name }) => name !== "clothing");
  const isDressed = looks.length > 0 || `${look}${clothing}`.trim() !== "";
  return [
    saidOf(body, person) === "" && "how they look",
    !isDressed && "what they wear",
    loras.some(({ model }) => model === null) && "a LoRA that is gone",
  ].filter((words) => words !== false);
}

export function missingOfPlace(place: Place): string[] {
  return saidOf(PLACE, place) === "" ? ["how it looks"] : [];
}

export function missingOfStyle(style: Style): string[] {
  return saidOf(SHOWN, style) === "" ? ["what it looks like"] : [];
}

const fold = (name: string) => name.trim().toLowerCase();

/** Those names that nothing is known of, each once, as first written. */
export function unknown(names: readonly string[], known: readonly { name: string }[]): string[] {
  const taken = new Set(known.map(({ name }) => fold(name)));
  return names.filter((name) => {
    if (fold(name) === "" || taken.has(fold(name))) return false;
    taken.add(fold(name));
    return true;
  });
}

/** Whether a scene is at this place. */
export function isAt(place: Pick<Place, "name">, scene: { location: string }): boolean {
  return fold(place.name) === fold(scene.location);
}

/** The clips that each character, style and location feeds, by its id. */
export function usesOf(feeds: Iterable<Feed>): ReadonlyMap<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const { clipId, characters, style, location } of feeds) {
    const ids = characters.map(({ characterId }) => characterId);
    if (style) ids.push(style.styleId);
    if (location) ids.push(location.locationId);
    for (const id of ids) uses.set(id, [...(uses.get(id) ?? []), clipId]);
  }
  return uses;
}
