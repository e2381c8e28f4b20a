import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clear, keep, lead, NONE, only, reach, these, toggle, widen } from "./selection";

const film = [..."abcdefgh"];
const chosen = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].toSorted().join("");

describe("selection", () => {
  it("toggles one and leaves the others", () => {
    const two = toggle(only("b"), "e");
    expect(chosen(two)).toBe("be");
    expect(chosen(toggle(two, "b"))).toBe("e");
    expect(toggle(two, "b").active).toBe("b");
  });
  it("reaches both ways from where it began", () => {
    const there = reach(only("d"), "f", film);
    expect(chosen(there)).toBe("def");
    expect(chosen(reach(there, "b", film))).toBe("bcd");
    expect(reach(there, "b", film).active).toBe("b");
  });
  it("reaches every shot between the two, and no other", () => {
    const at = fc.integer({ min: 0, max: film.length - 1 });
    fc.assert(
      fc.property(at, at, (from, to) => {
        const reached = reach(only(film[from] ?? ""), film[to] ?? "", film);
        expect(reached.ids.size).toBe(Math.abs(to - from) + 1);
        const places = [...reached.ids].map((id) => film.indexOf(id));
        expect(Math.min(...places)).toBe(Math.min(from, to));
        expect(Math.max(...places)).toBe(Math.max(from, to));
      }),
    );
  });
  it("begins anew where the anchor is not shown", () => {
    expect(chosen(reach(only("z"), "c", film))).toBe("c");
    expect(chosen(reach(NONE, "c", film))).toBe("c");
  });
  it("widens to the scene, then to all", () => {
    const scene = widen(only("b"), ["a", "b", "c"], film);
    expect(chosen(scene)).toBe("abc");
    expect(scene.active).toBe("b");
    expect(chosen(widen(scene, ["a", "b", "c"], film))).toBe("abcdefgh");
  });
  it("keeps the keyboard's place when nothing is chosen any more", () => {
    expect(clear(these(["a", "b"]))).toEqual({ ids: new Set(), anchor: null, active: "a" });
  });
  it("forgets what is gone, and is itself where nothing is", () => {
    const two = these(["a", "z"], "z");
    expect(keep(two, new Set(film))).toEqual({ ids: new Set("a"), anchor: "a", active: null });
    const one = only("a");
    expect(keep(one, new Set(film))).toBe(one);
  });
  it("leads the inspector along, unless that is closed or its shot but hidden", () => {
    expect(lead(only("b"), "a", false)).toBe("b");
    expect(lead(only("b"), null, false)).toBe(null);
    expect(lead(these(["a", "b"], "b"), "a", false)).toBe("a");
    expect(lead(these(["a", "b"], "b"), "c", false)).toBe("b");
    expect(lead({ ...these(["a", "b"]), active: "c" }, "c", false)).toBe("a");
    expect(lead(NONE, "a", false)).toBe(null);
    expect(lead(NONE, "a", true)).toBe("a");
  });
});
