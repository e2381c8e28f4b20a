/** What goes into which inputs of a workflow, as a person confirms it. */
import {
  ALL_PLACES,
  type InputKind,
  PLACE_KINDS,
  PLACES,
  type Place,
  type Workflow,
} from "@/graphql/workflows";
import { capital } from "@/ui/words";
import type { Inspection, Offer } from "./changes";

export type Target = { nodeId: string; input: string };

/** One input as it is to be; without targets it is left out. */
export type Binding = {
  key: string;
  place: Place | null;
  name: string;
  label: string;
  targets: readonly Target[];
  /** What was said of it before; what is null is as the node has it. */
  kind: InputKind | null;
  minimum: number | null;
  maximum: number | null;
  default: unknown;
};

export type Choice = {
  key: string;
  targets: readonly Target[];
  label: string;
  /** What it seems to be, where it was offered for the place. */
  offer: Offer | null;
};

export const keyOf = (targets: readonly Target[]): string =>
  targets.map(({ nodeId, input }) => `${nodeId}.${input}`).join("|");

/** startImage of START_IMAGE: what an input for a place is called in requests. */
export function nameOf(place: Place): string {
  return place
    .toLowerCase()
    .replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function forPlace(place: Place, targets: readonly Target[]): Binding {
  const plain = { kind: null, minimum: null, maximum: null, default: null };
  return { key: place, place, name: nameOf(place), label: PLACES[place], targets, ...plain };
}

/** What an offer is for, also where it is one more that could be that. */
export function placeOf({ place, name, confidence }: PlaceOffer): Place | null {
  if (place || confidence !== "GUESS") return place;
  const plain = name.replace(/_\d+$/, "");
  return ALL_PLACES.find((one) => nameOf(one) === plain) ?? null;
}

type PlaceOffer = Pick<Offer, "place" | "name" | "confidence">;

/**
 * What to confirm: each place that something was found for, in the order of the places. A guess is
 * left to the person. What was confirmed before holds as far as its targets are still there, and
 * of the same file there is nothing else.
 */
export function begin(
  inspection: Inspection,
  before: Workflow["inputs"] = [],
  isSame = false,
): Binding[] {
  if (isSame) return asBefore(before);
  const values = valuesOf(inspection);
  const still = before.filter(({ targets }) => targets.every((one) => values.has(keyOf([one]))));
  const bound = new Set(still.flatMap(({ targets }) => targets.map((one) => keyOf([one]))));
  const old = new Map(still.flatMap((one) => (one.place ? [[one.place, one] as const] : [])));
  const places = ALL_PLACES.flatMap((place): Binding[] => {
    const same = old.get(place);
    if (same) return [kept(same)];
    const some = inspection.inputs.filter((one) => placeOf(one) === place);
    const sure = some.find(
      ({ confidence, targets }) =>
        confidence !== "GUESS" && !targets.some((one) => bound.has(keyOf([one]))),
    );
    if (sure)
      return [
        // What an exported workflow says of its own inputs goes along.
        { ...forPlace(place, sure.targets), name: sure.name, label: sure.label },
      ];
    return some.length > 0 && before.length === 0 ? [forPlace(place, [])] : [];
  });
  const named = inspection.inputs.filter((one) => placeOf(one) === null);
  const own = before.length > 0 ? [] : named.map(asOffered);
  return [...places, ...own, ...still.filter(({ place }) => !place).map(kept)];
}

function asOffered(one: Offer): Binding {
  const { name, label, kind, minimum, maximum, targets } = one;
  const limits = { kind, minimum, maximum, default: safe(one.default) };
  return { key: `own ${name}`, place: null, name, label, targets, ...limits };
}

/** Inputs as they were confirmed. */
export function asBefore(inputs: Workflow["inputs"]): Binding[] {
  return inputs.map(kept);
}

function kept(one: Workflow["inputs"][number]): Binding {
  const isSeed = one.place === "SEED";
  return {
    key: one.place ?? `own ${one.name}`,
    place: one.place,
    name: one.name,
    label: one.label,
    targets: one.targets,
    kind: one.kind,
    // A seed has more digits than a number here can hold.
    minimum: isSeed ? null : one.minimum,
    maximum: isSeed ? null : one.maximum,
    default: isSeed ? null : safe(one.default),
  };
}

function safe(value: unknown): unknown {
  return typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER ? null : value;
}

type Value = { nodeId: string; classType: string; title: string; input: string; value: unknown };

/** What can be bound: every value that a node carries itself. */
function valuesOf(inspection: Pick<Inspection, "nodes">): ReadonlyMap<string, Value> {
  return new Map(
    inspection.nodes.flatMap(({ id, classType, title, inputs }) =>
      inputs.map(({ name, value }) => [
        keyOf([{ nodeId: id, input: name }]),
        { nodeId: id, classType, title, input: name, value },
      ]),
    ),
  );
}

function fits({ classType, value }: Value, kind: InputKind): boolean {
  if (kind === "PICTURE") return typeof value === "string" && /load.*image/i.test(classType);
  if (kind === "TEXT") return typeof value === "string";
  return typeof value === "number";
}

const SHOWN = 32;

/** "Positive (6), text: a fox in …" */
function valueWords({ nodeId, classType, title, input, value }: Value): string {
  const text = String(value).replaceAll(/\s+/g, " ").trim();
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
  return `${title || classType} (${nodeId}), ${input}${short ? `: ${short}` : ""}`;
}

/** What there is to choose from for an input: what was offered for its place, then all that fits. */
export function choicesFor(
  inspection: Inspection,
  { place, targets }: Pick<Binding, "place" | "targets">,
  others: readonly Binding[],
): { offered: Choice[]; other: Choice[] } {
  const values = valuesOf(inspection);
  const taken = new Set(others.flatMap((one) => one.targets.map((target) => keyOf([target]))));
  const free = (some: readonly Target[]) => !some.some((one) => taken.has(keyOf([one])));
  const offered = inspection.inputs
    .filter((offer) => place !== null && placeOf(offer) === place && free(offer.targets))
    .map((offer) => choice(offer.targets, values, offer));
  const known = new Set(offered.map(({ key }) => key));
  if (targets.length > 0 && !known.has(keyOf(targets))) {
    offered.unshift(choice(targets, values, null));
    known.add(keyOf(targets));
  }
  const other = [...values]
    .filter(([key, value]) => {
      if (known.has(key) || taken.has(key)) return false;
      return place === null || fits(value, PLACE_KINDS[place]);
    })
    .map(([, { nodeId, input }]) => choice([{ nodeId, input }], values, null));
  return { offered, other };
}

function choice(
  targets: readonly Target[],
  values: ReadonlyMap<string, Value>,
  offer: Offer | null,
): Choice {
  const [first] = targets;
  const value = first && values.get(keyOf([first]));
  const more = targets.length > 1 ? `, and ${targets.length - 1} more` : "";
  return {
    key: keyOf(targets),
    targets,
    label: (value ? valueWords(value) : keyOf(targets)) + more,
    offer,
  };
}

/** A free name for an input: what it is called, as a word that requests can have. */
export function freeName(label: string, taken: ReadonlySet<string>): string {
  const [first = "", ...rest] = label
    .normalize("NFKD")
    .replaceAll(/[^a-zA-Z0-9]+/g, " ")
    .trim()
    .split(" ");
  const joined = first.toLowerCase() + rest.map((word) => capital(word.toLowerCase())).join("");
  const plain = (/^[a-z]/i.test(joined) ? joined : `input${capital(joined.toLowerCase())}`).slice(
    0,
    45,
  );
  let found = plain;
  for (let number = 2; taken.has(found); number += 1) found = `${plain}_${number}`;
  return found;
}

/** One more input, which nothing goes into by itself. */
export function oneMore(choice: Choice, others: readonly Binding[]): Binding {
  const input = choice.targets[0]?.input ?? "input";
  const words = input.replaceAll(/[_-]+/g, " ");
  const name = freeName(words, new Set(others.map((one) => one.name)));
  const plain = { kind: null, minimum: null, maximum: null, default: null };
  const { targets } = choice;
  return { key: `own ${name}`, place: null, name, label: capital(words), targets, ...plain };
}

/** One for a place that nothing was found for. */
export function onePlace(place: Place): Binding {
  return forPlace(place, []);
}

/** As requests say it. What is left out is not said. */
export function inputsOf(bindings: readonly Binding[]) {
  return bindings
    .filter(({ targets }) => targets.length > 0)
    .map(({ place, name, label, targets, kind, minimum, maximum, default: usual }) => ({
      ...{ name, label, place, kind, minimum, maximum },
      default: usual,
      targets: targets.map(({ nodeId, input }) => ({ nodeId, input })),
    }));
}
