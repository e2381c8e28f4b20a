import { expect, test } from "vitest";
import { filterOf, isNarrowed, publishedOf, sortOf } from "./address";

test("nothing mature is shown unless it is asked for", () => {
  expect(filterOf({}).nsfw).toBe(false);
  expect(publishedOf({}).nsfw).toBe(false);
  expect(filterOf({ mature: "yes" }).nsfw).toBe(true);
  expect(publishedOf({ mature: "no" }).nsfw).toBe(false);
});

test("where a model is can be one endpoint, any or none", () => {
  expect(filterOf({ on: "endpoint_1" })).toMatchObject({
    endpointId: "endpoint_1",
    available: null,
  });
  expect(filterOf({ on: "any" })).toMatchObject({ endpointId: null, available: true });
  expect(filterOf({ on: "none" })).toMatchObject({ endpointId: null, available: false });
});

test("what no list knows is left out", () => {
  expect(filterOf({ kind: "BREAD" }).kinds).toBeNull();
  expect(sortOf({ sort: "colour" })).toBe("NAME");
  expect(publishedOf({ sort: "downloads", kind: "LORA" })).toMatchObject({
    sort: "DOWNLOADS",
    kinds: ["LORA"],
  });
});

test("what is sorted or opened narrows nothing", () => {
  expect([isNarrowed({ sort: "rating", model: "model_1" }), isNarrowed({ marked: "yes" })]).toEqual(
    [false, true],
  );
});
