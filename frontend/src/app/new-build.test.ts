import { expect, test } from "vitest";
import { isAnother, mayReload } from "./new-build";

test("the page is loaded anew once, and again only much later", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const now = 1_000_000;
  expect(mayReload(storage, now)).toBe(true);
  expect(mayReload(storage, now + 30_000)).toBe(false);
  expect(mayReload(storage, now + 90_000)).toBe(true);
});

test("another build has other scripts", () => {
  const page = '<script type="module" src="/assets/page-Dx1.js"></script>';
  expect(isAnother(page, ["/assets/page-Dx1.js"])).toBe(false);
  expect(isAnother(page, ["/assets/page-Aa2.js"])).toBe(true);
});
