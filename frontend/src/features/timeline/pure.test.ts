import { array, assert, double, integer, nat, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { bounded, drawn, extent, fitted, revealing, zoomed } from "./scale";
import { nearest, type Stop, snapped, stopsOf } from "./snapping";
import { tapped, tempoOf } from "./tapping";
import { named, ticksOf, UNITS } from "./ticks";
import { overlapsOf, within } from "./visible";
import { parsed, peakOf, zoomFor } from "./waveform";

const NTSC = { numerator: 24_000, denominator: 1_001 };
const FILM = { numerator: 24, denominator: 1 };

describe("the zoom", () => {
  const some = record({
    frames: integer({ min: 1, max: 3_000_000 }),
    width: integer({ min: 200, max: 4_000 }),
    scale: double({ min: 0.0001, max: 48, noNaN: true }),
    left: nat(100_000),
    factor: double({ min: 0.1, max: 10, noNaN: true }),
  });

  test("stays between the whole film and single frames, and keeps what is under the pointer", () => {
    assert(
      property(some, ({ frames, width, scale, left, factor }) => {
        const now = bounded(scale, frames, width);
        const next = zoomed({ scale: now, left }, factor, width / 2, frames, width);
        expect(next.scale).toBeCloseTo(bounded(next.scale, frames, width), 9);
        expect(extent(frames, next.scale, width)).toBeLessThan(8_000_000 + 2 * width);
        const [before, behind] = [(left + width / 2) / now, (next.left + width / 2) / next.scale];
        if (next.left > 0) expect(behind / before).toBeCloseTo(1, 6);
      }),
    );
  });

  test("fits the film", () => {
    expect(fitted(480, 1_008)).toBe(2);
    expect(bounded(0.01, 480, 1_008)).toBe(2);
  });

  test("scrolls to what is not seen", () => {
    const view = { scale: 2, left: 400 };
    expect(revealing(view, 210, 300, 800)).toBeNull();
    expect(revealing(view, 100, 110, 800)).toBe(104);
    expect(revealing(view, 640, 660, 800)).toBe(616);
  });

  test("draws the window and a little more", () => {
    assert(
      property(nat(5_000_000), integer({ min: 100, max: 4_000 }), (left, width) => {
        const { from, to } = drawn(left, width);
        expect(from).toBeLessThanOrEqual(left);
        expect(to).toBeGreaterThanOrEqual(left + width);
        expect(to - from).toBeLessThan(width + 2_800);
      }),
    );
  });
});

describe("the ruler", () => {
  test("names seconds, frames and timecode", () => {
    expect(named(36, "seconds", FILM)).toBe("1.5 s");
    expect(named(24 * 65, "seconds", FILM)).toBe("1:05");
    expect(named(1_500, "frames", FILM)).toBe("1,500");
    expect(named(24, "timecode", NTSC)).toBe("00:00:01:00");
  });

  test("seconds lie where they are, at every rate", () => {
    const [first, second] = ticksOf("seconds", NTSC, 4, 0, 60).filter(({ label }) => label);
    expect([first?.frame, first?.label, second?.label]).toEqual([0, "0 s", "1 s"]);
    expect(second?.frame).toBeCloseTo(24_000 / 1_001, 9);
  });

  test("has room for its words and never too many marks", () => {
    const scales = double({ min: 0.0005, max: 48, noNaN: true });
    assert(
      property(scales, nat(1_000_000), integer({ min: 0, max: 2 }), (scale, from, nth) => {
        const unit = UNITS[nth] ?? "seconds";
        for (const rate of [FILM, NTSC]) {
          const to = from + 1_600 / scale;
          const ticks = ticksOf(unit, rate, scale, from, to);
          expect(ticks.length).toBeLessThan(260);
          const labels = ticks.filter(({ label }) => label !== null);
          for (const [at, { frame }] of labels.slice(1).entries()) {
            const far = (frame - (labels[at]?.frame ?? 0)) * scale;
            if (scale > 0.001) expect(far).toBeGreaterThan(60);
          }
        }
      }),
    );
  });
});

describe("snapping", () => {
  const edge = (frame: number): Stop => ({ frame, what: "edge" });

  test("goes to the nearest in reach, be it by the start or the end", () => {
    const stops = stopsOf([edge(50), { frame: 10, what: "playhead" }, edge(10)]);
    expect(stops).toEqual([{ frame: 10, what: "playhead" }, edge(50)]);
    expect(snapped(stops, [13, 48], 5)).toEqual({ by: 2, stop: edge(50) });
    expect(snapped(stops, [12, 47], 5)?.stop.what).toBe("playhead");
    expect(snapped(stops, [30], 5)).toBeNull();
    expect(snapped([], [30], 5)).toBeNull();
  });

  test("finds what looking at all of them finds", () => {
    assert(
      property(array(nat(200), { minLength: 1 }), nat(200), (frames, at) => {
        const far = Math.min(...frames.map((frame) => Math.abs(frame - at)));
        const found = nearest(stopsOf(frames.map(edge)), at);
        expect(Math.abs((found?.frame ?? Number.NaN) - at)).toBe(far);
      }),
    );
  });
});

test("what is drawn is what lies there", () => {
  const spans = array(record({ start: nat(300), length: integer({ min: 1, max: 40 }) }));
  assert(
    property(spans, nat(300), nat(60), (some, from, far) => {
      const list = some
        .map(({ start, length }) => ({ start, end: start + length }))
        .sort((a, b) => a.start - b.start);
      const longest = Math.max(0, ...some.map(({ length }) => length));
      const told = list.filter(({ start, end }) => end > from && start <= from + far);
      expect(within(list, longest, from, from + far)).toEqual(told);
    }),
  );
});

test("overlaps are the frames that two share", () => {
  const laid = (start: number, end: number, lane: number) => ({ start, end, lane });
  expect(overlapsOf([laid(0, 10, 0), laid(6, 8, 1), laid(9, 20, 1), laid(20, 30, 0)])).toEqual([
    laid(6, 8, 1),
    laid(9, 10, 1),
  ]);
});

describe("a waveform", () => {
  function file(version: number, pairs: number[]) {
    const bytes = new ArrayBuffer(24 + pairs.length);
    const view = new DataView(bytes);
    [version, 1, 1_000, 100, pairs.length / 2, 1].forEach((value, at) => {
      view.setInt32(4 * at, value, true);
    });
    new Int8Array(bytes, 24).set(pairs);
    return bytes;
  }

  test("is read, and nothing else is", () => {
    const wave = parsed(file(2, [-128, 127, -64, 0]));
    expect(wave?.samplesPerPixel).toBe(100);
    if (!wave) return;
    expect(peakOf(wave, 0, 0.1)).toEqual([-1, 1]);
    expect(peakOf(wave, 0.1, 0.2)).toEqual([-0.5, 0]);
    expect(peakOf(wave, 7, 8)).toEqual([0, 0]);
    expect(parsed(file(1, []))).toBeNull();
    expect(parsed(new ArrayBuffer(3))).toBeNull();
  });

  test("is asked for as fine as it is shown", () => {
    expect([1, 256, 511, 512, 4_096, 1e9].map(zoomFor)).toEqual([0, 0, 0, 1, 4, 10]);
  });
});

describe("tapping", () => {
  test("finds the beat through unsteady hands", () => {
    const errors = array(double({ min: -0.02, max: 0.02, noNaN: true }), {
      minLength: 12,
      maxLength: 12,
    });
    assert(
      property(errors, integer({ min: 60, max: 180 }), (off, bpm) => {
        const found = tempoOf(off.map((error, nth) => 7 + (nth * 60) / bpm + error));
        expect(Math.abs((found?.bpm ?? 0) / bpm - 1)).toBeLessThan(0.02);
        expect(found?.first).toBeGreaterThanOrEqual(0);
        expect(found?.first).toBeLessThan(60 / bpm + 0.05);
      }),
    );
  });

  test("begins anew after a pause, and of few taps nothing is told", () => {
    expect(tempoOf([0, 0.5, 1])).toBeNull();
    expect(tapped([0, 0.5], 1)).toEqual([0, 0.5, 1]);
    expect(tapped([0, 0.5], 9)).toEqual([9]);
    expect(tapped([5], 1)).toEqual([1]);
    expect(tempoOf([0.5, 1, 1.5, 2])).toEqual({ bpm: 120, first: 0 });
  });
});
