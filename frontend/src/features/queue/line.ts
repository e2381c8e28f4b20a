/** The line in which a render waits, read as a whole: of a long one the page holds but a part. */
import type { Problem } from "@/graphql/act";
import type { Job } from "@/graphql/entities";
import { readOnce } from "@/graphql/once";
import { graphql, type ResultOf, type VariablesOf } from "@/graphql/tada";

const LineQuery = graphql(`
  query Line($endpointId: ID!, $after: String) {
    jobs(first: 100, after: $after, filter: { endpointId: $endpointId, states: [QUEUED] }) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        priority
        queuePosition
      }
    }
  }
`);

export type InLine = Pick<Job, "id" | "priority" | "queuePosition">;

function read(variables: VariablesOf<typeof LineQuery>): Promise<ResultOf<typeof LineQuery>> {
  return new Promise((resolve, reject) => {
    readOnce(LineQuery, variables, ({ data, problem }) => (data ? resolve(data) : reject(problem)));
  });
}

/** All that wait for its endpoint. Throws a `Problem`. */
export async function lineOf(endpointId: string): Promise<InLine[]> {
  const found: InLine[] = [];
  let after: string | null = null;
  do {
    const { jobs }: ResultOf<typeof LineQuery> = await read({ endpointId, after });
    found.push(...jobs.nodes);
    after = jobs.pageInfo.hasNextPage ? (jobs.pageInfo.endCursor ?? null) : null;
  } while (after);
  return found;
}

export function isProblem(thrown: unknown): thrown is Problem {
  return typeof thrown === "object" && thrown !== null && "message" in thrown && "code" in thrown;
}

export type Step = "up" | "front";
export type Place = { before: string; next: string | null };

/** Where a render would go, and what stands behind it now; null where it is first already. */
export function placeOf(job: InLine, waiting: readonly InLine[], step: Step): Place | null {
  const line = waiting
    .filter(({ priority, queuePosition }) => priority === job.priority && queuePosition !== null)
    .toSorted((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0));
  const at = line.findIndex(({ id }) => id === job.id);
  const before = line[step === "up" ? at - 1 : 0];
  if (at < 1 || !before) return null;
  return { before: before.id, next: line[at + 1]?.id ?? null };
}
