import type { Operation } from "@urql/core";
import { expect, test } from "vitest";
import { FILM, nameOf, open } from "./double";
import { CharacterFields, EndpointFields, TakeFields } from "./entities";
import { graphql } from "./tada";

type Part = Record<string, unknown>;

/** A studio that gives the film, and this for the reading of that name. */
function giving(answers: Record<string, Part>) {
  const asked: string[] = [];
  const answer = (operation: Operation) => {
    const { kind } = operation;
    const name = nameOf(operation);
    if (kind === "query") asked.push(name);
    return answers[name] ?? FILM;
  };
  return { answer, asked };
}

const Jobs = graphql(`
  query Jobs {
    active: jobs(first: 3, filter: { active: true }) {
      totalCount
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        state
        clearedAt
      }
    }
    ended: jobs(first: 2, filter: { active: false }) {
      totalCount
      nodes {
        id
        state
        clearedAt
      }
    }
  }
`);

function job(id: string, state: string, clearedAt: string | null = null) {
  return {
    __typename: "RenderJob",
    id,
    state,
    clearedAt,
    clip: null,
    project: { __typename: "Project", id: "project_1" },
  };
}

function connection(totalCount: number, hasNextPage: boolean, nodes: Part[]) {
  const pageInfo = { __typename: "PageInfo", hasNextPage };
  return { __typename: "RenderJobConnection", totalCount, pageInfo, nodes };
}

async function queue(totalCount: number, ...nodes: Part[]) {
  const { answer, asked } = giving({
    Jobs: {
      __typename: "Query",
      active: connection(totalCount, totalCount > nodes.length, nodes),
      ended: connection(0, false, []),
    },
  });
  const { client, tell } = await open(answer);
  await client.query(Jobs, {}).toPromise();
  const stops = client.query(Jobs, {}).subscribe(() => undefined);
  const now = (id: string, state: string) =>
    tell({ __typename: "JobChanged", kind: "JOB_CHANGED", job: job(id, state) });
  const told = () => {
    const data = client.readQuery(Jobs, {})?.data;
    const list = (part: { nodes: { id: string }[] } | undefined) =>
      part?.nodes.map((one) => one.id).join("");
    return `${data?.active.totalCount} ${list(data?.active)}|${list(data?.ended)}`;
  };
  return { now, told, tell, asked, stops };
}

test("a render comes to what is under way and leaves it for what has ended, and is counted", async () => {
  const { now, told, tell } = await queue(1, job("b", "RUNNING"));
  expect(told()).toBe("1 b|");
  now("c", "QUEUED");
  now("a", "QUEUED");
  expect(told()).toBe("3 cba|");
  now("b", "COMPLETED");
  now("b", "COMPLETED");
  expect(told()).toBe("2 ca|b");
  tell({ __typename: "JobDeleted", kind: "JOB_DELETED", jobId: "c" });
  tell({ __typename: "JobDeleted", kind: "JOB_DELETED", jobId: "b" });
  expect(told()).toBe("1 a|");
});

test("of a long queue the newest are held, and the rest is counted", async () => {
  const { now, told } = await queue(9, job("x", "QUEUED"), job("w", "QUEUED"));
  now("c", "RUNNING");
  expect(told()).toBe("9 xw|");
  now("c", "COMPLETED");
  now("c", "COMPLETED");
  expect(told()).toBe("8 xw|c");
  now("y", "QUEUED");
  expect(told()).toBe("9 yxw|c");
});

test("a render that was cleared leaves what has ended, and comes back when it is tried again", async () => {
  const { now, told, tell } = await queue(1, job("b", "RUNNING"));
  now("b", "FAILED");
  expect(told()).toBe("0 |b");
  tell({ __typename: "JobChanged", kind: "JOB_CHANGED", job: job("b", "FAILED", "2026") });
  expect(told()).toBe("0 |");
  now("b", "QUEUED");
  expect(told()).toBe("1 b|");
});

test("what only the studio can tell to fit is not put into a list", async () => {
  const Found = graphql(`
    query Found {
      jobs(first: 3, filter: { search: "lamp" }) {
        totalCount
        nodes {
          id
        }
      }
    }
  `);
  const { answer } = giving({ Found: { __typename: "Query", jobs: connection(0, false, []) } });
  const { client, tell } = await open(answer);
  await client.query(Found, {}).toPromise();
  tell({ __typename: "JobChanged", kind: "JOB_CHANGED", job: job("a", "QUEUED") });
  expect(client.readQuery(Found, {})?.data?.jobs.nodes).toEqual([]);
});

test("a list that has grown long is read anew", async () => {
  const { now, asked, stops } = await queue(1, job("b", "RUNNING"));
  for (const id of "cdefg") now(id, "QUEUED");
  expect(asked.filter((name) => name === "Jobs")).toHaveLength(1);
  now("h", "QUEUED");
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked.filter((name) => name === "Jobs")).toHaveLength(2);
  stops.unsubscribe();
});

const Gallery = graphql(
  `
  query Gallery {
    clip(id: "a") {
      id
      galleryCount
      gallery(first: 200) {
        ...TakeFields
      }
    }
  }
`,
  [TakeFields],
);

function take(id: string, createdAt: string) {
  const none = { url: "", thumbnailUrl: null, mediaType: "", size: "1", width: 1, height: 1 };
  const words = { model: "", prompt: "", negativePrompt: "", parameters: {} };
  const clip = { __typename: "Clip", id: "a", galleryCount: 3, selectedTake: null };
  return {
    ...none,
    ...words,
    __typename: "Take",
    id,
    kind: "IMAGE",
    frames: null,
    fps: null,
    seed: null,
    createdAt,
    isSelected: false,
    clip,
  };
}

test("a take that comes back stands where it stood", async () => {
  const gallery = [take("p", "2026-01-01T00:00:01Z"), take("r", "2026-01-01T00:00:03.5Z")];
  const { answer } = giving({
    Gallery: {
      __typename: "Query",
      clip: { __typename: "Clip", id: "a", galleryCount: 2, gallery },
    },
  });
  const { client, tell } = await open(answer);
  await client.query(Gallery, {}).toPromise();
  tell({
    __typename: "TakeChanged",
    kind: "TAKE_CHANGED",
    take: take("q", "2026-01-01T00:00:02.25Z"),
  });
  const read = client.readQuery(Gallery, {})?.data?.clip?.gallery;
  expect(read?.map(({ id }) => id).join("")).toBe("pqr");
});

const Cast = graphql(
  `
  query Cast {
    project(id: "project_1") {
      id
      characters {
        ...CharacterFields
      }
    }
  }
`,
  [CharacterFields],
);

test("a new character joins the cast, a deleted one leaves it", async () => {
  const one = (id: string) => ({ __typename: "Character", id, name: id, look: "", version: 1 });
  const { answer } = giving({
    Cast: {
      __typename: "Query",
      project: { __typename: "Project", id: "project_1", characters: [one("m"), one("o")] },
    },
  });
  const { client, tell } = await open(answer);
  await client.query(Cast, {}).toPromise();
  const cast = () => {
    const data = client.readQuery(Cast, {})?.data;
    return data?.project?.characters.map(({ id }) => id).join("");
  };
  tell({ __typename: "CharacterChanged", kind: "CHARACTER_CHANGED", character: one("n") });
  expect(cast()).toBe("mno");
  tell({ __typename: "CharacterDeleted", kind: "CHARACTER_DELETED", characterId: "m" });
  expect(cast()).toBe("no");
});

const Endpoints = graphql(
  `
  query Endpoints {
    endpoints(first: 100) {
      totalCount
      nodes {
        ...EndpointFields
      }
    }
  }
`,
  [EndpointFields],
);

function endpoint(id: string) {
  return {
    __typename: "Endpoint",
    id,
    name: id,
    provider: "RUNPOD",
    dialect: null,
    enabled: true,
    availability: "AVAILABLE",
    availabilityReason: null,
    health: null,
    healthDetail: null,
    isLocal: false,
    endpointId: null,
    hasKey: true,
    isRemovable: true,
    note: "",
    url: null,
    model: null,
    concurrency: 2,
    machines: [],
    queueDepth: 0,
    activeJobCount: 0,
    lastJobAt: null,
    checkedAt: null,
    systemInfo: null,
    version: 1,
  };
}

test("endpoints that others add or remove come and go", async () => {
  const { answer } = giving({
    Endpoints: {
      __typename: "Query",
      endpoints: { __typename: "EndpointConnection", totalCount: 1, nodes: [endpoint("k")] },
    },
  });
  const { client, tell } = await open(answer);
  await client.query(Endpoints, {}).toPromise();
  const told = () => {
    const data = client.readQuery(Endpoints, {})?.data?.endpoints;
    return `${data?.totalCount} ${data?.nodes.map(({ id }) => id).join("")}`;
  };
  const news = { __typename: "EndpointChanged", kind: "ENDPOINT_CHANGED", endpoint: endpoint("l") };
  tell(news);
  tell(news);
  expect(told()).toBe("2 kl");
  tell({ __typename: "EndpointDeleted", kind: "ENDPOINT_DELETED", endpointId: "k" });
  expect(told()).toBe("1 l");
});

test("when events were missed all readings of the page are read anew", async () => {
  const { answer, asked } = giving({
    Endpoints: {
      __typename: "Query",
      endpoints: { __typename: "EndpointConnection", totalCount: 0, nodes: [] },
    },
    Cast: {
      __typename: "Query",
      project: { __typename: "Project", id: "project_1", characters: [] },
    },
  });
  const { client, tell } = await open(answer);
  const readings = [client.query(Endpoints, {}), client.query(Cast, {})].map((reading) =>
    reading.subscribe(() => undefined),
  );
  await new Promise((resolve) => setTimeout(resolve));
  asked.length = 0;
  tell({ __typename: "StreamReset", kind: "STREAM_RESET" });
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked.sort()).toEqual(["Cast", "Endpoints"]);
  for (const reading of readings) reading.unsubscribe();
  await client.query(Cast, {}).toPromise();
  expect(asked).toHaveLength(2);
});

const Projects = graphql(`
  query Projects {
    projects(first: 24) {
      nodes {
        id
        name
      }
    }
  }
`);

test("a project that is new or gone lets the lists of projects be read anew, a known one does not", async () => {
  const { answer, asked } = giving({
    Projects: {
      __typename: "Query",
      projects: {
        __typename: "ProjectConnection",
        nodes: [{ __typename: "Project", id: "project_1", name: "Film" }],
      },
    },
  });
  const { client, tell } = await open(answer);
  const reading = client.query(Projects, {}).subscribe(() => undefined);
  const news = async (event: object) => {
    asked.length = 0;
    tell(event);
    await new Promise((resolve) => setTimeout(resolve));
    return asked.join();
  };
  const changed = (id: string) => ({
    __typename: "ProjectChanged",
    kind: "PROJECT_CHANGED",
    project: { ...FILM.project, id, name: "Anew", scenes: undefined },
  });
  await new Promise((resolve) => setTimeout(resolve));
  expect(await news(changed("project_1"))).toBe("");
  expect(client.readQuery(Projects, {})?.data?.projects.nodes[0]?.name).toBe("Anew");
  expect(await news(changed("project_2"))).toBe("Projects");
  expect(await news({ __typename: "ProjectDeleted", projectId: "project_1" })).toBe("Projects");
  reading.unsubscribe();
});
