import { expect, test } from "vitest";
import { broughtOf } from "./bringing";

test("what the studio made of a file is told with what is missing of it", () => {
  const said = {
    projectId: "project_1",
    missing: [{ sha256: "a", uses: 2 }],
    warnings: ["No sound."],
  };
  expect(broughtOf("a.otio", JSON.stringify(said))).toEqual({
    projectId: "project_1",
    name: "a.otio",
    remarks: ["1 file of it is not in this studio. The shots are here without.", "No sound."],
  });
  expect(broughtOf("a.otio", '{"projectId":"project_1"}')?.remarks).toEqual([]);
});

test("anything else is no project", () => {
  expect(broughtOf("a.otio", "<html>")).toBeNull();
  expect(broughtOf("a.otio", "{}")).toBeNull();
});
