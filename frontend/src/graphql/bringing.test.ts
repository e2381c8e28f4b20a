import { expect, test } from "vitest";
import { refusalOf } from "./bringing";

test("what was taken is not refused", () => {
  expect(refusalOf(201, '{"takeId":"take_1"}')).toBeNull();
});

test("a refusal is told in the studio's words", () => {
  const body = '{"error":{"code":"NOT_MEDIA","message":"This cannot be a take."}}';
  expect(refusalOf(415, body)).toBe("This cannot be a take.");
});

test.each(["", "<html>", "null", "{}", '{"error":1}'])("without words: %j", (body) => {
  expect(refusalOf(502, body)).toBe("The studio gave no answer. Try again.");
});
