import { useQuery } from "urql";
import { graphql } from "@/graphql/tada";

const ProjectNameQuery = graphql(`
  query ProjectName($id: ID!) {
    project(id: $id) {
      id
      name
    }
  }
`);

/** The name of the open project in the top bar. */
export function ProjectName({ projectId }: { projectId: string }) {
  const [{ data }] = useQuery({ query: ProjectNameQuery, variables: { id: projectId } });
  return <h1 className="max-w-72 truncate text-sm font-semibold">{data?.project?.name}</h1>;
}
