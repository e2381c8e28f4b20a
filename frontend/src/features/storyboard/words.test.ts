import { describe, expect, it } from "vitest";
import type { Job } from "@/graphql/entities";
import { fits } from "./filter";
import { numberAfter } from "./numbers";
import { asks, stateOf } from "./words";

const job: Job = {
  id: "job",
  kind: "IMAGE",
  state: "QUEUED",
  progress: 0,
  message: null,
  priority: "NORMAL",
  etaSeconds: null,
  etaLatestSeconds: null,
  queuePosition: 3,
  pausedAt: null,
  notBefore: null,
  clearedAt: null,
  canRetry: false,
  count: 1,
  project: { id: "project", name: "" },
  createdAt: "",
  startedAt: null,
  finishedAt: null,
  error: null,
  endpoint: { id: "endpoint", name: "", isLocal: true },
  clip: null,
  takes: [],
};
const take = { id: "take" } as never;
const nothing = { jobs: [], selectedTake: null };
const word = (clip: Parameters<typeof stateOf>[0], tick?: Parameters<typeof stateOf>[1]) =>
  stateOf(clip, tick).word;

describe("stateOf", () => {
  it("says what there is", () => {
    expect(word(nothing)).toBe("Nothing yet");
    expect(word({ ...nothing, selectedTake: take })).toBe("Done");
    expect(word({ ...nothing, jobs: [{ ...job, state: "CANCELLED" }] })).toBe("Nothing yet");
  });
  it("says how far a render is, by its latest tick", () => {
    const running = { ...nothing, jobs: [{ ...job, state: "RUNNING" as const, progress: 0.1 }] };
    expect(word({ ...nothing, jobs: [job] })).toBe("Queued, place 3");
    expect(word(running)).toBe("10 % rendering");
    expect(word(running, { progress: 0.4, message: "Inking", previewUrl: null })).toBe(
      "40 % Inking",
    );
  });
  it("tells of the render that is furthest", () => {
    const jobs = [job, { ...job, id: "first", state: "RUNNING" as const, progress: 0.5 }];
    expect(stateOf({ ...nothing, jobs }).job?.id).toBe("first");
    expect(stateOf({ ...nothing, jobs: jobs.toReversed() }).job?.id).toBe("first");
  });
  it("gives the reason of a failure, even over an older picture", () => {
    const failed = { ...job, state: "FAILED" as const, error: { code: "X", message: "No room." } };
    const state = stateOf({ jobs: [failed as Job], selectedTake: take });
    expect(state).toMatchObject({ tone: "bad", word: "Failed", reason: "No room." });
  });
});

describe("fits", () => {
  const clip = {
    ...nothing,
    number: "1B",
    name: "",
    caption: "A boot scrapes on the stair.",
    characters: ["HORATIO"],
    newTakeCount: 0,
    framing: "OVER_THE_SHOULDER" as const,
  };
  it("finds every word in what the card says", () => {
    expect(fits(clip, "", "all")).toBe(true);
    expect(fits(clip, "horatio stair", "all")).toBe(true);
    expect(fits(clip, "shoulder 1b", "all")).toBe(true);
    expect(fits(clip, "horatio ghost", "all")).toBe(false);
  });
  it("shows by state", () => {
    expect(fits(clip, "", "empty")).toBe(true);
    expect(fits({ ...clip, selectedTake: take }, "", "empty")).toBe(false);
    expect(fits({ ...clip, jobs: [job] }, "", "rendering")).toBe(true);
    expect(fits({ ...clip, jobs: [{ ...job, state: "FAILED" }] }, "", "failed")).toBe(true);
    expect(fits(clip, "", "failed")).toBe(false);
    expect(fits(clip, "", "new")).toBe(false);
    expect(fits({ ...clip, newTakeCount: 2 }, "", "new")).toBe(true);
  });
});

describe("asks", () => {
  const clip = { ...nothing, takeKinds: [] };
  const drawn = { ...nothing, takeKinds: ["IMAGE" as const] };
  it("lets all be made that never were, and asks once some are", () => {
    expect(asks([clip, clip], "still")).toBe(false);
    expect(asks([clip, drawn], "still")).toBe(true);
    expect(asks([clip, drawn], "both")).toBe(true);
    expect(asks([clip, drawn], "video")).toBe(false);
    expect(asks([clip, { ...clip, jobs: [job] }], "still")).toBe(true);
  });
});

describe("numberAfter", () => {
  it("takes the first free letter behind its neighbour's number", () => {
    expect(numberAfter("12B", [])).toBe("12BA");
    expect(numberAfter("1", ["1A", "1B"])).toBe("1C");
    expect(
      numberAfter(
        "1",
        [..."ABCDEFGH"].map((letter) => `1${letter}`),
      ),
    ).toBe("1J");
    expect(
      numberAfter(
        "1",
        [..."ABCDEFGHJKLMNPQRSTUVWXYZ"].map((letter) => `1${letter}`),
      ),
    ).toBe("1ZA");
  });
});
