import { assert, jsonValue, property } from "fast-check";
import { expect, test } from "vitest";
import { factsOf, filesOf, nameOf, wordsOf } from "./recipe-words";

const DIGEST = "7babbb5a783535500fc396e89637ca19e581e16d7387f4fcb5ed717978f3ae04";

test.each([
  ["cfg", "Guidance"],
  ["negativePrompt", "Negative prompt"],
  ["fed.IMAGE.SHOT", "Fed image shot"],
  ["first_frame", "First frame"],
  ["gpu", "GPU"],
  ["worker.gpu", "Worker GPU"],
])("%s is called %s", (path, name) => expect(nameOf(path)).toBe(name));

test("a digest is told by its beginning, nothing as a dash", () => {
  expect(wordsOf(DIGEST)).toBe("7babbb5a7835");
  expect(wordsOf("")).toBe("–");
  expect(wordsOf([])).toBe("–");
  expect(wordsOf({ gpu: "NVIDIA L4", image: "" })).toBe("GPU NVIDIA L4, Image –");
});

test("only what is there is a fact", () => {
  expect(factsOf({ steps: 20, image: "", cfg: 3.5 })).toEqual([
    ["Steps", "20"],
    ["Guidance", "3.5"],
  ]);
  expect(factsOf({ renderer: "comfyui/0.8.0", image: null, gpu: null })).toEqual([
    ["Renderer", "comfyui/0.8.0"],
  ]);
  expect(factsOf([1])).toEqual([]);
});

test("files are told with strength and digest", () => {
  expect(filesOf([{ name: "rain.safetensors", strength: 0.8, sha256: DIGEST }])).toEqual([
    "rain.safetensors × 0.8, 7babbb5a7835",
  ]);
  expect(filesOf([{ name: "flux", sha256: null }, "junk"])).toEqual(["flux"]);
});

test("whatever the graph tells has words", () => {
  assert(property(jsonValue(), (value) => typeof wordsOf(value) === "string"));
});
