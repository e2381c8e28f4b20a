import { expect, test } from "vitest";
import { titleOf } from "./title";

test.each([
  ["/", undefined, "Projects"],
  ["/import", undefined, "Import a script"],
  ["/endpoints", undefined, "Endpoints"],
  ["/projects/p", "The Lamp", "The Lamp"],
  ["/projects/p/", "The Lamp", "The Lamp"],
  ["/projects/p/script", "The Lamp", "The Lamp, script"],
  ["/projects/p/present", "The Lamp", "The Lamp, presentation"],
  ["/projects/p", undefined, null],
  ["/nowhere", undefined, null],
])("%s of %s is called %s", (path, project, title) => {
  expect(titleOf(path, project)).toBe(title);
});
