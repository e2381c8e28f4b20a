/** What it would cost to make something again: told by what makes it, which then makes nothing. */
import type { Act } from "./act";
import { Trouble } from "./entities";
import { QuoteFields } from "./money";
import { graphql, type VariablesOf } from "./tada";

const QuoteRetry = graphql(
  `
  mutation QuoteRetry($input: RetryJobInput!) {
    retryJob(input: $input) {
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [QuoteFields, Trouble],
);

const QuoteRetries = graphql(
  `
  mutation QuoteRetries($input: RetryJobsInput!) {
    retryJobs(input: $input) {
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [QuoteFields, Trouble],
);

const QuoteRerender = graphql(
  `
  mutation QuoteRerender($input: RerenderTakeInput!) {
    rerenderTake(input: $input) {
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [QuoteFields, Trouble],
);

const QuoteTrial = graphql(
  `
  mutation QuoteTrial($input: TryPresetInput!) {
    tryPreset(input: $input) {
      quote {
        ...QuoteFields
      }
      userErrors {
        ...Trouble
      }
    }
  }
`,
  [QuoteFields, Trouble],
);

type Trial = Pick<VariablesOf<typeof QuoteTrial>["input"], "id" | "prompt" | "seed">;

/** One render or several that are tried again, a take that is made again, a preset that is tried. */
export type Again =
  | { again: string }
  | { againAll: { jobIds: string[] } | { filter: { projectId?: string; batchId?: string } } }
  | { rerender: string }
  | { trial: Trial };

/** The key stays unused where nothing is made. */
const ONLY = { quoteOnly: true, idempotencyKey: "quote" };

export function quoteAgain(act: Act, wanted: Again) {
  if ("again" in wanted) return act(QuoteRetry, { jobId: wanted.again, ...ONLY });
  if ("againAll" in wanted) return act(QuoteRetries, { ...wanted.againAll, ...ONLY });
  if ("rerender" in wanted) return act(QuoteRerender, { takeId: wanted.rerender, ...ONLY });
  return act(QuoteTrial, { ...wanted.trial, ...ONLY });
}
