import { expect, test } from "vitest";
import { parametersOf } from "./parameters";
import { categoryFor, foundBy, lackWords, nameIn, standingWords } from "./words";

function at(name: string, fit: "READY" | "UNTOLD" | "SKETCH" | "UNFIT", nodes: string[] = []) {
  const endpoint = { id: `endpoint_${name}`, name };
  const missing = { missingNodes: nodes, missingFiles: [] };
  return { workflowId: "w", fit, reason: null, endpoint, ...missing };
}

test("the best of all endpoints is told", () => {
  expect(standingWords([at("Sketch", "SKETCH"), at("Box", "READY")]).words).toBe("Box");
  expect(standingWords([at("A", "READY"), at("B", "READY")]).words).toBe("2 endpoints");
  expect(standingWords([at("Cloud", "UNTOLD"), at("B", "UNFIT")]).words).toBe("Tried at Cloud");
  expect(standingWords([at("S", "SKETCH"), at("B", "UNFIT", ["X"])])).toEqual({
    tone: "warn",
    words: "Lacks 1 node",
  });
  expect(standingWords([at("S", "SKETCH")]).words).toBe("Sketch only");
  expect(standingWords([]).words).toBe("No endpoint");
  expect(lackWords({ missingNodes: ["a", "b"], missingFiles: ["c"] })).toBe("2 nodes and 1 file");
});

test("a file says its name, by what was exported with it or by its own", () => {
  expect(nameIn("{", "ink_and brush.json")).toEqual({ name: "ink and brush", description: "" });
  const note = { name: "Ink", description: "On paper" };
  expect(nameIn(JSON.stringify({ 9: { _meta: { storycanvas: note } } }), "x.json")).toEqual(note);
  expect(nameIn('{"nodes": [null], "last": null}', "a.json").name).toBe("a");
});

test("what it is for follows from what it makes of what", () => {
  const start = { place: "START_IMAGE", targets: [{ nodeId: "1", input: "image" }] } as never;
  const unbound = { place: "START_IMAGE", targets: [] } as never;
  expect(categoryFor("IMAGE", [])).toBe("GENERATE");
  expect(categoryFor("IMAGE", [start])).toBe("EDIT");
  expect(categoryFor("VIDEO", [start])).toBe("ANIMATE");
  expect(categoryFor("VIDEO", [unbound])).toBe("GENERATE");
  expect(categoryFor("AUDIO", [])).toBe("SOUND");
});

test("templates are found by family, task and words", () => {
  const one = { label: "Wan 2.2: image to video", description: "", family: "wan_2_2" };
  const template = { ...one, task: "IMAGE_TO_VIDEO" } as never;
  expect(foundBy(template, "")).toBe(true);
  expect(foundBy(template, "wan picture")).toBe(true);
  expect(foundBy(template, "wan flux")).toBe(false);
});

test("of a template's parameters only what was changed is said", () => {
  const form = new Map([
    ["own steps", "12"],
    ["own cfg", "7"],
    ["own model", ""],
    ["own refiner", "true"],
  ]);
  const parameters = [
    { name: "steps", kind: "INTEGER", default: 20 },
    { name: "cfg", kind: "NUMBER", default: 7 },
    { name: "model", kind: "TEXT", default: "a.safetensors" },
    { name: "refiner", kind: "BOOLEAN", default: false },
  ] as const;
  expect(parametersOf(parameters, { get: (name) => form.get(name) ?? null })).toEqual({
    steps: 12,
    refiner: true,
  });
});
