import { expect, test } from "vitest";
import type { Job } from "./entities";
import { failureOf, renderOf } from "./renders";

const still = (state: Job["state"]) => ({ state, kind: "IMAGE" as const });
const video = (state: Job["state"]) => ({ state, kind: "VIDEO" as const });

test("the furthest render under way is told of", () => {
  expect(renderOf([still("QUEUED"), still("RUNNING"), still("FAILED")])?.state).toBe("RUNNING");
  expect(renderOf([still("SUBMITTING"), still("QUEUED")])?.state).toBe("QUEUED");
  expect(renderOf([video("QUEUED"), still("STARTING")])?.kind).toBe("IMAGE");
  expect(renderOf([still("FAILED"), still("COMPLETED")])).toBeNull();
});

test("a failure counts until a later render of its kind", () => {
  expect(failureOf([still("FAILED")])?.state).toBe("FAILED");
  expect(failureOf([still("COMPLETED"), still("FAILED")])).toBeNull();
  expect(failureOf([video("CANCELLED"), still("FAILED")])?.kind).toBe("IMAGE");
  expect(failureOf([])).toBeNull();
});
