import type { Operation } from "@urql/core";
import { expect, test } from "vitest";
import { clip, FILM, open } from "./double";
import { ProjectEvents } from "./live";
import { ProjectQuery } from "./project";
import { graphql } from "./tada";

const Rename = graphql(`
  mutation Rename($input: UpdateClipInput!) {
    updateClip(input: $input) {
      clip {
        id
        name
        version
      }
      userErrors {
        code
      }
    }
  }
`);

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
  let waiting: (() => void)[] | null = null;
  const answer = ({ query }: Operation) => {
    const [definition] = query.definitions;
    const name = definition && "name" in definition ? (definition.name?.value ?? "") : "";
    const given = answers[name] ?? FILM;
    const held = waiting;
    return held ? new Promise<object>((resolve) => held.push(() => resolve(given))) : given;
  };
  const hold = () => {
    waiting = [];
  };
  const letGo = () => {
    for (const answered of waiting ?? []) answered();
  };
  return { answer, hold, letGo };
}

const read = { id: "project_1" };

test("a reading that was under way when a shot went does not bring it back", async () => {
  const { answer, hold, letGo } = slow();
  const { client, tell, order } = await open(answer);
  hold();
  const reading = client.query(ProjectQuery, read, { requestPolicy: "network-only" }).toPromise();
  tell({ __typename: "ClipDeleted", clipId: "b" });
  letGo();
  await reading;
  expect(order()).toBe("a|c");
});

test("of what was told before the answer the older stays behind it", async () => {
  const renamed = { __typename: "Clip", id: "a", name: "Mine", version: 3 };
  const payload = { __typename: "UpdateClipPayload", clip: renamed, userErrors: [] };
  const { answer, hold, letGo } = slow({
    Rename: { __typename: "Mutation", updateClip: payload },
  });
  const { client, tell } = await open(answer);
  hold();
  async function meanwhile(name: string, version: number) {
    const act = client.mutation(Rename, { input: { id: "a", name: "Mine" } }).toPromise();
    tell({ __typename: "ClipChanged", clip: clip("a", 0, "scene_1", { name, version }) });
    letGo();
    await act;
    return client.readQuery(ProjectQuery, read)?.data?.project?.scenes[0]?.clips[0]?.name;
  }
  expect(await meanwhile("Older", 2)).toBe("Mine");
  expect(await meanwhile("Newer", 4)).toBe("Newer");
});

test("what was on its way since before an act does not undo it", async () => {
  const renamed = { __typename: "Clip", id: "a", name: "Mine", version: 3 };
  const payload = { __typename: "UpdateClipPayload", clip: renamed, userErrors: [] };
  const { answer } = slow({ Rename: { __typename: "Mutation", updateClip: payload } });
  const { client, tell } = await open(answer);
  await client.mutation(Rename, { input: { id: "a", name: "Mine" } }).toPromise();
  const told = (name: string, version: number) => {
    tell({ __typename: "ClipChanged", clip: clip("a", 0, "scene_1", { name, version }) });
    return client.readQuery(ProjectQuery, read)?.data?.project?.scenes[0]?.clips[0]?.name;
  };
  expect(told("Older", 2)).toBe("Mine");
  expect(told("Newer", 4)).toBe("Newer");
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
  letGo();
  await beginning;
  expect(client.readQuery(Job, { id: "job_1" })?.data?.job?.state).toBe("COMPLETED");
  expect(heard).toEqual(["JOB_CHANGED"]);
});

test("what is told stands over every answer before it, whatever is still under way", async () => {
  const told = (name: string, version: number) => clip("a", 0, "scene_1", { name, version });
  const payload = { __typename: "UpdateClipPayload", clip: told("Mine", 3), userErrors: [] };
  const held: Record<string, () => void> = {};
  const { client, tell } = await open(({ query }) => {
    const [definition] = query.definitions;
    const name = definition && "name" in definition ? (definition.name?.value ?? "") : "";
    const given = name === "Rename" ? { __typename: "Mutation", updateClip: payload } : FILM;
    if (name === "Project" && !held.Film) {
      held.Film = () => undefined;
      return given;
    }
    return new Promise<object>((resolve) => {
      held[name] = () => resolve(given);
    });
  });
  const name = () => client.readQuery(ProjectQuery, read)?.data?.project?.scenes[0]?.clips[0]?.name;
  const late = client.query(Job, { id: "job_1" }).toPromise();
  const film = client.query(ProjectQuery, read, { requestPolicy: "network-only" }).toPromise();
  tell({ __typename: "ClipChanged", clip: told("Hers", 2) });
  held.Project?.();
  await film;
  expect(name()).toBe("Hers");
  const renaming = client.mutation(Rename, { input: { id: "a", name: "Mine" } }).toPromise();
  held.Rename?.();
  await renaming;
  expect(name()).toBe("Mine");
  tell({ __typename: "ClipChanged", clip: told("His", 4) });
  expect(name()).toBe("His");
  held.Job?.();
  await late;
  expect(name()).toBe("His");
});
