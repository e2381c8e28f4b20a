import { expect, test } from "vitest";
import { fileName } from "./save-file";

test("a file has a name that every system takes", () => {
  expect(fileName("Ink & Brush: été/2", "presets")).toBe("ink-brush-e-te-2");
  expect(fileName("墨", "presets")).toBe("presets");
});
