import { expect, test } from "vitest";
import type { WorkflowInput } from "@/graphql/workflows";
import { inputOf, LEFT_TO_THE_STUDIO, withWorkflow } from "./recipe";
import { fieldsOf, lacks, slotsOf, withoutPictures, workflowInput } from "./workflow";

const TAKE = `take_${"0".repeat(32)}`;

function input(name: string, more: Partial<WorkflowInput>): WorkflowInput {
  const plain = { default: null, minimum: null, maximum: null, choices: [], targets: [] };
  return { ...plain, name, label: name, place: null, kind: "TEXT", ...more };
}

const ANIMATE = {
  id: "workflow_1",
  kind: "VIDEO" as const,
  inputs: [
    input("prompt", { place: "PROMPT" }),
    input("seed", { place: "SEED", kind: "INTEGER" }),
    input("startImage", { place: "START_IMAGE", kind: "PICTURE" }),
    input("mask", { kind: "PICTURE" }),
    input("steps", { place: "STEPS", kind: "INTEGER" }),
    input("way", { kind: "CHOICE", choices: ["a", "b"] }),
  ],
} as never as Parameters<typeof workflowInput>[0] & Parameters<typeof inputOf>[3] & object;

test("what each shot gives has no field, and a still that is waited for no slot", () => {
  expect(fieldsOf(ANIMATE).map(({ name }) => name)).toEqual(["steps", "way"]);
  expect(slotsOf(ANIMATE, ["VIDEO"]).map(({ name }) => name)).toEqual(["startImage", "mask"]);
  expect(slotsOf(ANIMATE, ["IMAGE", "VIDEO"]).map(({ name }) => name)).toEqual(["mask"]);
});

test("it cannot do without its pictures, a seed for more takes, a place for the still", () => {
  expect(lacks(ANIMATE, ["VIDEO"], {}, 1)).toBe("Choose a picture: picture to start from.");
  expect(lacks(ANIMATE, ["IMAGE", "VIDEO"], {}, 1)).toBe("Choose a picture: mask.");
  expect(lacks(ANIMATE, ["IMAGE", "VIDEO"], { mask: TAKE }, 4)).toBe("");
  const plain = { kind: "VIDEO" as const, inputs: [] };
  expect(lacks(plain, ["VIDEO"], {}, 2)).toMatch(/one take at a time/);
  expect(lacks(plain, ["IMAGE", "VIDEO"], {}, 1)).toMatch(/no place for the still/);
  expect(lacks(plain, ["VIDEO"], {}, 1)).toBe("");
});

test("what fits its inputs is said, and nothing of models", () => {
  const values = { steps: 12, way: "c", mask: TAKE, startImage: TAKE, prompt: "x", gone: 1 };
  expect(workflowInput(ANIMATE, ["IMAGE", "VIDEO"], values)).toEqual({
    workflowId: "workflow_1",
    workflowInputs: [
      { name: "steps", value: 12 },
      { name: "mask", value: TAKE },
    ],
  });
  const recipe = { ...LEFT_TO_THE_STUDIO, family: "sdxl", priority: "RUSH" as const };
  const next = withWorkflow(recipe, "workflow_1");
  expect(next).toMatchObject({ family: null, priority: "RUSH" });
  expect(inputOf(next, ["VIDEO"], undefined, ANIMATE)).toEqual({
    workflowId: "workflow_1",
    priority: "RUSH",
  });
});

test("pictures of a film are not kept, other texts are", () => {
  expect(withoutPictures({ mask: TAKE, words: "take_care", steps: 1 })).toEqual({
    words: "take_care",
    steps: 1,
  });
});
