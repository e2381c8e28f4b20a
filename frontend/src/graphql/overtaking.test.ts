import type { Client, Operation } from "@urql/core";
import { expect, test } from "vitest";
import { UpdateClip } from "./acts";
import { clip, FILM, nameOf, open } from "./double";
import { ProjectEvents } from "./live";
import { ProjectQuery } from "./project";
import { graphql } from "./tada";

const Begin = graphql(`
  mutation Begin($input: GenerateClipInput!) {
    generateClip(input: $input) {
      jobs {
        id
        state
      }
    }
  }
`);

const Job = graphql(`
  query Job($id: ID!) {
    job(id: $id) {
      id
      state
    }
  }
`);

/** A studio that gives these, or the film; what is asked after `hold` waits until it is let go. */
function slow(answers: Record<string, object> = {}) {
  let waiting: Map<string, () => void> | null = null;
  const answer = (operation: Operation) => {
    const name = nameOf(operation);
    const given = answers[name] ?? FILM;
    const held = waiting;
    return held ? new Promise<object>((resolve) => held.set(name, () => resolve(given))) : given;
  };
  const hold = () => {
    waiting = new Map();
  };
  const letGo = (name: string) => waiting?.get(name)?.();
  return { answer, hold, letGo };
}

function told(name: string, version: number) {
  return clip("a", 0, "scene_1", { name, version });
}

/** What an act of ours made of it. */
const MINE = {
  UpdateClip: {
    __typename: "Mutation",
    updateClip: { __typename: "UpdateClipPayload", clip: told("Mine", 3), userErrors: [] },
  },
};
const rename = { input: { id: "a", name: "Mine" } };

function nameIn(client: Client): string | undefined {
  return client.readQuery(ProjectQuery, read)?.data?.project?.scenes[0]?.clips[0]?.name;
}

const read = { id: "project_1" };

test("a reading that was under way when a shot went does not bring it back", async () => {
  const { answer, hold, letGo } = slow();
  const { client, tell, order } = await open(answer);
  hold();
  const reading = client.query(ProjectQuery, read, { requestPolicy: "network-only" }).toPromise();
  tell({ __typename: "ClipDeleted", clipId: "b" });
  letGo("Project");
  await reading;
  expect(order()).toBe("a|c");
});

test("of what was told before the answer the older stays behind it", async () => {
  const { answer, hold, letGo } = slow(MINE);
  const { client, tell } = await open(answer);
  hold();
  async function meanwhile(name: string, version: number) {
    const act = client.mutation(UpdateClip, rename).toPromise();
    tell({ __typename: "ClipChanged", clip: told(name, version) });
    letGo("UpdateClip");
    await act;
    return nameIn(client);
  }
  expect(await meanwhile("Older", 2)).toBe("Mine");
  expect(await meanwhile("Newer", 4)).toBe("Newer");
});

test("what was on its way since before an act does not undo it", async () => {
  const { client, tell } = await open(slow(MINE).answer);
  await client.mutation(UpdateClip, rename).toPromise();
  tell({ __typename: "ClipChanged", clip: told("Older", 2) });
  expect(nameIn(client)).toBe("Mine");
  tell({ __typename: "ClipChanged", clip: told("Newer", 4) });
  expect(nameIn(client)).toBe("Newer");
});

test("a render that is over is not queued again by the answer that began it", async () => {
  const job = (state: string) => ({ __typename: "RenderJob", id: "job_1", state });
  const payload = { __typename: "GenerateClipPayload", jobs: [job("QUEUED")] };
  const { answer, hold, letGo } = slow({
    Begin: { __typename: "Mutation", generateClip: payload },
    Job: { __typename: "Query", job: job("QUEUED") },
  });
  const { client, tell } = await open(answer);
  await client.query(Job, { id: "job_1" }).toPromise();
  const heard: unknown[] = [];
  client
    .subscription(ProjectEvents, { projectId: "project_1", after: 5 })
    .subscribe(({ data }) => heard.push(data?.projectEvents.kind));
  hold();
  const input = { clipId: "a", idempotencyKey: "once" };
  const beginning = client.mutation(Begin, { input }).toPromise();
  tell({ __typename: "JobChanged", kind: "JOB_CHANGED", job: job("COMPLETED") });
  letGo("Begin");
  await beginning;
  expect(client.readQuery(Job, { id: "job_1" })?.data?.job?.state).toBe("COMPLETED");
  expect(heard).toEqual(["JOB_CHANGED"]);
});

test("what is told stands over every answer before it, whatever is still under way", async () => {
  const { answer, hold, letGo } = slow(MINE);
  const { client, tell } = await open(answer);
  hold();
  const late = client.query(Job, { id: "job_1" }).toPromise();
  const film = client.query(ProjectQuery, read, { requestPolicy: "network-only" }).toPromise();
  tell({ __typename: "ClipChanged", clip: told("Hers", 2) });
  letGo("Project");
  await film;
  expect(nameIn(client)).toBe("Hers");
  const renaming = client.mutation(UpdateClip, rename).toPromise();
  letGo("UpdateClip");
  await renaming;
  expect(nameIn(client)).toBe("Mine");
  tell({ __typename: "ClipChanged", clip: told("His", 4) });
  expect(nameIn(client)).toBe("His");
  letGo("Job");
  await late;
  expect(nameIn(client)).toBe("His");
});
