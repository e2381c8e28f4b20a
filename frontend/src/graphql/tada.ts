import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./schema.d.ts";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: {
    /** A moment in UTC, ISO 8601. */
    DateTime: string;
    /** A whole number as decimal text. */
    BigInt: string;
    /** Frames per second as an exact fraction: "24", "24000/1001". */
    FrameRate: string;
    JSON: unknown;
  };
}>();

export type { FragmentOf, ResultOf, VariablesOf } from "gql.tada";
