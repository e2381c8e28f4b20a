import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  asBefore,
  begin,
  choicesFor,
  freeName,
  inputsOf,
  keyOf,
  nameOf,
  oneMore,
} from "./bindings";
import type { Inspection, Offer } from "./changes";

function offer(name: string, place: Offer["place"], more: Partial<Offer> = {}): Offer {
  return {
    ...{ name, place, label: name, kind: "TEXT", confidence: "CERTAIN", reason: "it is so" },
    ...{ default: null, minimum: null, maximum: null, choices: [] },
    targets: [{ nodeId: "6", input: "text" }],
    ...more,
  };
}

function node(id: string, classType: string, inputs: Record<string, unknown>) {
  const values = Object.entries(inputs).map(([name, value]) => ({ name, value }));
  return { id, classType, title: "", isKnown: true, inputs: values };
}

const SEEN: Inspection = {
  format: "API",
  inputs: [
    offer("prompt", "PROMPT"),
    offer("seed", "SEED", {
      confidence: "LIKELY",
      targets: [
        { nodeId: "3", input: "seed" },
        { nodeId: "4", input: "seed" },
      ],
    }),
    offer("startImage", "START_IMAGE", {
      confidence: "GUESS",
      targets: [{ nodeId: "8", input: "image" }],
    }),
    offer("startImage_2", null, {
      confidence: "GUESS",
      targets: [{ nodeId: "9", input: "image" }],
    }),
  ],
  outputs: [],
  nodes: [
    node("6", "CLIPTextEncode", { text: "a fox" }),
    node("3", "KSampler", { seed: 1, cfg: 7.5, sampler_name: "euler" }),
    node("4", "KSampler", { seed: 2 }),
    node("8", "LoadImage", { image: "a.png" }),
    node("9", "LoadImage", { image: "b.png" }),
  ],
  ...{ nodeClasses: [], unknownClasses: [], files: [], problems: [] },
};

test("what is sure is taken, and a guess is left to the person", () => {
  const found = begin(SEEN);
  expect(found.map(({ place, targets }) => [place, keyOf(targets)])).toEqual([
    ["PROMPT", "6.text"],
    ["SEED", "3.seed|4.seed"],
    ["START_IMAGE", ""],
  ]);
  expect(inputsOf(found).map(({ name }) => name)).toEqual(["prompt", "seed"]);
  expect(inputsOf(found)[0]).not.toHaveProperty("key");
});

test("a guess is offered before other values that fit, and nothing is bound twice", () => {
  const [prompt, seed, start] = begin(SEEN);
  if (!prompt || !seed || !start) throw new Error("three were found");
  const pictures = choicesFor(SEEN, start, [prompt, seed]);
  expect(pictures.offered.map(({ key }) => key)).toEqual(["8.image", "9.image"]);
  expect(pictures.other).toEqual([]);
  const texts = choicesFor(SEEN, prompt, [
    seed,
    { ...start, targets: [{ nodeId: "8", input: "image" }] },
  ]);
  expect(texts.offered.map(({ key }) => key)).toEqual(["6.text"]);
  expect(texts.other.map(({ key }) => key)).toEqual(["3.sampler_name", "9.image"]);
  const numbers = choicesFor(SEEN, seed, [prompt]);
  expect(numbers.other.map(({ key }) => key)).toEqual(["3.seed", "3.cfg", "4.seed"]);
});

test("what was confirmed before holds as far as it is still there", () => {
  const plain = { minimum: null, maximum: null, default: null, choices: [] };
  const before = [
    { ...plain, name: "words", label: "Words", place: "PROMPT", kind: "TEXT" },
    { ...plain, name: "effort", label: "Work", place: null, kind: "NUMBER", maximum: 9 },
    { ...plain, name: "gone", label: "Gone", place: null, kind: "NUMBER" },
  ].map((one, at) => ({
    ...one,
    targets:
      [
        [{ nodeId: "6", input: "text" }],
        [{ nodeId: "3", input: "cfg" }],
        [{ nodeId: "77", input: "x" }],
      ][at] ?? [],
  })) as unknown as Parameters<typeof begin>[1];
  const again = begin(SEEN, before);
  expect(again.map(({ name }) => name)).toEqual(["words", "seed", "effort"]);
  expect(again[2]).toMatchObject({ label: "Work", maximum: 9 });
  expect(begin(SEEN, before, true)).toEqual(asBefore(before ?? []));
});

test("a seed and numbers beyond what is exact here are left to the node", () => {
  const large = 18_446_744_073_709_552_000;
  const [seed] = asBefore([
    {
      ...{ name: "seed", label: "Seed", place: "SEED", kind: "INTEGER", choices: [] },
      ...{ default: large, minimum: 0, maximum: large, targets: [{ nodeId: "3", input: "seed" }] },
    },
  ]);
  expect(seed).toMatchObject({ default: null, minimum: null, maximum: null });
});

test("a name is one that requests can have, and free", () => {
  expect(nameOf("START_IMAGE")).toBe("startImage");
  expect(nameOf("REFERENCE_1")).toBe("reference1");
  expect(freeName("Sampler name", new Set())).toBe("samplerName");
  expect(freeName("Sampler name", new Set(["samplerName"]))).toBe("samplerName_2");
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (label, taken) => {
      const name = freeName(label, new Set(taken));
      return /^[A-Za-z][A-Za-z0-9_]{0,49}$/.test(name) && !taken.includes(name);
    }),
  );
});

test("one more input is called as the node calls it", () => {
  const { other } = choicesFor(SEEN, { place: null, targets: [] }, []);
  const cfg = other.find(({ key }) => key === "3.cfg");
  expect(cfg && oneMore(cfg, [])).toMatchObject({ name: "cfg", label: "Cfg", place: null });
});
