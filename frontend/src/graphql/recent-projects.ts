import { useQuery } from "urql";
import { graphql } from "./tada";

const RecentQuery = graphql(`
  query RecentProjects {
    projects(first: 8) {
      nodes {
        id
        name
      }
    }
  }
`);

/** The projects that something can be taken along to. */
export function useRecentProjects() {
  const [{ data }] = useQuery({ query: RecentQuery, requestPolicy: "cache-and-network" });
  return data?.projects.nodes ?? [];
}
