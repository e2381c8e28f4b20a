import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { dollars, microsOf, typedOf } from "./money";

/** The same are in `tests/studio/spending/test_money.py`: the studio's sentences say the same. */
test.each([
  ["0", "$0.00"],
  ["1", "$0.000001"],
  ["306", "$0.00031"],
  ["12300", "$0.012"],
  ["70000", "$0.07"],
  ["99600", "$0.10"],
  ["100000", "$0.10"],
  ["425000", "$0.43"],
  ["1204500000", "$1,204.50"],
])("%s micro-units are written as one reads them", (micros, words) =>
  expect(dollars(micros)).toBe(words),
);

test("what is no amount is none", () => {
  for (const text of ["", "a", "-1", "1.2.3", "1e3", ".", "99999999999"])
    expect(microsOf(text)).toBe(null);
  expect(microsOf("$ 1,200.25")).toBe("1200250000");
  expect(microsOf(".5")).toBe("500000");
});

test("an amount that is typed again is the same", () => {
  assert(
    property(integer({ min: 0, max: 2 ** 50 }), (micros) => {
      expect(microsOf(typedOf(String(micros)))).toBe(String(micros));
    }),
  );
});
