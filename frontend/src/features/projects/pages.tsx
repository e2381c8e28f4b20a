import { useEffect, useRef } from "react";
import { useQuery } from "urql";
import { Button } from "@/ui/button";
import { Unread } from "@/ui/unread";
import { Card, type CardActs, CardSkeleton } from "./card";
import { ProjectsQuery } from "./documents";
import type { Order } from "./order";
import { useFresh } from "./use-fresh";

const PAGE = 24;
export const SKELETONS = ["a", "b", "c", "d"].map((key) => <CardSkeleton key={key} />);

export type Selection = { current: string | null; renaming: string | null };

/** The reading of the page that begins after a cursor. */
export function pageOf(name: string, order: Order, after: string | null) {
  return {
    query: ProjectsQuery,
    variables: { first: PAGE, after, name: name || null, sort: order },
    requestPolicy: "cache-and-network" as const,
  };
}

type PageProps = {
  name: string;
  order: Order;
  after: string | null;
  /** How many pages are to be shown, this one among them. */
  depth: number;
  now: number;
  selection: Selection;
  acts: CardActs;
  onMore: () => void;
};

/** A page of cards and, from where it ends, the next: so no card is left out or shown twice. */
export function Page(props: PageProps) {
  const { name, order, after, depth, now, selection, acts, onMore } = props;
  const [{ data, error, fetching }, reread] = useQuery(pageOf(name, order, after));
  useFresh(() => reread({ requestPolicy: "network-only" }));
  const page = data?.projects;
  const end = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  if (!page && error) {
    return (
      <li className="col-span-full">
        <Unread what="rest" onAgain={() => reread({ requestPolicy: "network-only" })} />
      </li>
    );
  }
  if (!page) return fetching ? SKELETONS : null;
  const first = after === null ? page.nodes[0]?.id : undefined;
  return (
    <>
      {page.nodes.map((project) => (
        <Card
          key={project.id}
          project={project}
          now={now}
          isCurrent={project.id === (selection.current ?? first)}
          isRenaming={project.id === selection.renaming}
          acts={acts}
        />
      ))}
      {end && depth > 1 ? <Page {...props} after={end} depth={depth - 1} /> : null}
      {end && depth === 1 ? <More onMore={onMore} /> : null}
    </>
  );
}

/** Goes on by itself when it comes into sight, or when it is pressed. */
function More({ onMore }: { onMore: () => void }) {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const seen = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && onMore(),
      { rootMargin: "600px" },
    );
    seen.observe(place.current);
    return () => seen.disconnect();
  }, [onMore]);
  return (
    <li ref={place} className="col-span-full flex justify-center py-4">
      <Button onClick={onMore}>Show more</Button>
    </li>
  );
}
