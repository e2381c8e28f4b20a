import { expect, test, vi } from "vitest";
import { type Action, registry, run } from "./registry";

function action(id: string, more: Partial<Action> = {}): Action {
  return { id, label: id, group: "Edit", run: () => undefined, ...more };
}

test("of two with one id the later layer counts, until it goes", () => {
  const below = registry.add(() => [action("delete", { label: "a scene" }), action("undo")]);
  const above = registry.add(() => [action("delete", { label: "a shot" })]);
  expect(registry.find("delete")?.label).toBe("a shot");
  expect(registry.all()).toHaveLength(2);
  above();
  expect(registry.find("delete")?.label).toBe("a scene");
  below();
  expect(registry.all()).toHaveLength(0);
});

test("a modal layer hides what is below it", () => {
  const below = registry.add(() => [action("undo")]);
  const modal = registry.add(() => [action("close")], true);
  expect(registry.all().map(({ id }) => id)).toEqual(["close"]);
  modal();
  expect(registry.all().map(({ id }) => id)).toEqual(["undo"]);
  below();
});

test("what stands everywhere does so over a modal layer, but does not take its keys", () => {
  const below = registry.add(() => [
    action("undo"),
    action("notices", { everywhere: true }),
    action("close", { everywhere: true, label: "the page" }),
  ]);
  const modal = registry.add(() => [action("close", { label: "the dialog" })], true);
  expect(registry.all().map(({ id, label }) => `${id} ${label}`)).toEqual([
    "close the dialog",
    "notices notices",
  ]);
  modal();
  below();
});

test("what is blocked does not run", () => {
  const act = vi.fn();
  run(action("x", { run: act, blocked: "not now" }));
  expect(act).not.toHaveBeenCalled();
  run(action("x", { run: act }));
  expect(act).toHaveBeenCalledOnce();
});
