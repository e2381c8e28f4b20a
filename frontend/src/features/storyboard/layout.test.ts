import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxOf, dropAt, GAP, HEADING, heightOf, MARGIN, neighbour, rowOf, rowsOf } from "./layout";

const clips = (text: string) => [...text].map((id) => ({ id }));
const scenes = [
  { id: "I", clips: clips("abcde") },
  { id: "II", clips: [] },
  { id: "III", clips: clips("fg") },
];
const box = boxOf(3 * 184 + 2 * GAP + 2 * MARGIN, 2, 16 / 9);
const rows = rowsOf(scenes, 3);

describe("boxOf", () => {
  it("fills the width with whole cards", () => {
    expect(box).toMatchObject({ columns: 3, width: 184, picture: 104, narrow: false });
  });
  it("never overflows, and never has fewer than one column", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 4000 }),
        fc.integer({ min: 0, max: 6 }),
        (w, size) => {
          const some = boxOf(w, size, 2.39);
          const used = some.columns * some.width + (some.columns - 1) * GAP + 2 * MARGIN;
          expect(some.columns).toBeGreaterThanOrEqual(1);
          if (some.columns > 1) expect(used).toBeLessThanOrEqual(w);
        },
      ),
    );
  });
});

describe("the columns", () => {
  it("are as many as bring the cards nearest to their size", () => {
    const room = (cards: number) => cards * (220 + GAP) - GAP + 2 * MARGIN;
    expect(boxOf(room(3.4), 3, 1).columns).toBe(3);
    expect(boxOf(room(3.6), 3, 1).columns).toBe(4);
  });
});

describe("rowsOf", () => {
  it("has a heading for each scene and a place for an empty one", () => {
    expect(rows.map((row) => row.kind).join(" ")).toBe(
      "heading cards cards heading empty heading cards",
    );
  });
  it("shows each clip once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (columns) => {
        const shown = rowsOf(scenes, columns).flatMap((row) =>
          row.kind === "cards" ? row.clipIds : [],
        );
        expect(shown.join("")).toBe("abcdefg");
      }),
    );
  });
  it("finds the row of a clip", () => {
    expect(rowOf(rows, "e")).toBe(2);
    expect(rowOf(rows, "x")).toBe(-1);
    expect(rowOf(rows, null)).toBe(-1);
  });
});

describe("neighbour", () => {
  it("walks over rows and scenes", () => {
    expect(neighbour(rows, "c", "right")).toBe("d");
    expect(neighbour(rows, "f", "left")).toBe("e");
    expect(neighbour(rows, "c", "down")).toBe("e");
    expect(neighbour(rows, "e", "down")).toBe("g");
    expect(neighbour(rows, "g", "up")).toBe("e");
    expect(neighbour(rows, "b", "end")).toBe("g");
    expect(neighbour(rows, "g", "home")).toBe("a");
  });
  it("stays at the edges and begins with the first", () => {
    expect(neighbour(rows, "a", "left")).toBe("a");
    expect(neighbour(rows, "b", "up")).toBe("b");
    expect(neighbour(rows, "g", "right")).toBe("g");
    expect(neighbour(rows, null, "down")).toBe("a");
    expect(neighbour([], null, "down")).toBeNull();
  });
});

describe("dropAt", () => {
  const first = HEADING + 10;
  const row = heightOf(rows[1], box);

  it("is between the cards under the pointer", () => {
    expect(dropAt(rows, box, MARGIN, first)?.place).toEqual({ sceneId: "I", before: "a" });
    expect(dropAt(rows, box, MARGIN + 200, first)?.place).toEqual({ sceneId: "I", before: "b" });
  });
  it("is in front of the next row at the end of one, and the end at the end of the last", () => {
    expect(dropAt(rows, box, 2000, first)?.place).toEqual({ sceneId: "I", before: "d" });
    expect(dropAt(rows, box, 2000, first + row)?.place).toEqual({ sceneId: "I", before: null });
  });
  it("is the begin of a scene over its heading, and an empty scene over its place", () => {
    expect(dropAt(rows, box, 50, 5)?.place).toEqual({ sceneId: "I", before: "a" });
    const second = HEADING + 2 * row + 5;
    expect(dropAt(rows, box, 50, second)?.place).toEqual({ sceneId: "II", before: null });
    expect(dropAt(rows, box, 50, second + HEADING)?.place).toEqual({ sceneId: "II", before: null });
  });
  it("takes anything below the last row as that row", () => {
    expect(dropAt(rows, box, 2000, 9999)?.place).toEqual({ sceneId: "III", before: null });
    expect(dropAt([], box, 0, 0)).toBeNull();
  });
});
