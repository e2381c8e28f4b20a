import { ChevronRight } from "lucide-react";
import { useQuery } from "urql";
import { graphql, type ResultOf } from "@/graphql/tada";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/status";
import { type Fact, factsOf, filesOf, nameOf, wordsOf } from "./recipe-words";

const RecipeQuery = graphql(`
  query TakeRecipe($id: ID!) {
    node(id: $id) {
      __typename
      ... on Take {
        id
        recipe {
          id
          digest
          model
          models
          loras
          pictures
          inputs
          settings
          provider
          endpoint
          worker
          graphDigest
        }
      }
    }
  }
`);

const DifferenceQuery = graphql(`
  query RecipeDifferences($a: ID!, $b: ID!) {
    recipeDiff(a: $a, b: $b) {
      path
      before
      after
    }
  }
`);

type Taken = Extract<ResultOf<typeof RecipeQuery>["node"], { __typename: "Take" }>;
type Told = NonNullable<Taken["recipe"]>;

/** What a take was made from: enough to make it again. */
export function Recipe({ takeId }: { takeId: string }) {
  const [{ data, error, fetching }, again] = useQuery({
    query: RecipeQuery,
    variables: { id: takeId },
  });
  const take = data?.node?.__typename === "Take" ? data.node : undefined;
  if (!take && error && !fetching)
    return <NotRead onAgain={() => again({ requestPolicy: "network-only" })} />;
  if (!take) return <Skeleton className="h-24 shrink-0" />;
  if (!take.recipe)
    return <p className="text-xs text-soft">No recipe is kept: it was uploaded, or made before.</p>;
  return <RecipeFacts recipe={take.recipe} />;
}

function RecipeFacts({ recipe }: { recipe: Told }) {
  const files = filesOf(recipe.models);
  const loras = filesOf(recipe.loras);
  const where: Fact[] = [
    ...(recipe.endpoint ? [["Endpoint", recipe.endpoint] as const] : []),
    ...factsOf(recipe.worker),
  ];
  return (
    <section aria-label="Recipe" className="flex flex-col gap-4">
      <Rows title="Sampling" facts={factsOf(recipe.settings)} />
      <List title="Files" items={files} />
      <List title="LoRAs" items={loras} />
      <Rows title="Where it was rendered" facts={where} />
      <Rows title="Pictures it was made from" facts={factsOf(recipe.pictures)} />
      <details className="group text-xs text-soft">
        <summary className="flex min-h-6 cursor-default list-none items-center gap-1 rounded-sm hover:text-ink">
          <ChevronRight size={12} aria-hidden className="group-open:rotate-90" />
          Stamps of what fed it
        </summary>
        <Rows facts={[...factsOf(recipe.inputs), ["Recipe", recipe.digest.slice(0, 12)]]} />
      </details>
    </section>
  );
}

function Rows({ title, facts }: { title?: string; facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <div>
      {title ? <h4 className="mb-1 text-xs font-semibold text-faint">{title}</h4> : null}
      <dl className="grid grid-cols-[6rem_1fr] gap-x-3 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint wrap-anywhere">{name}</dt>
            <dd className="tabular-nums wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h4 className="mb-1 text-xs font-semibold text-faint">{title}</h4>
      <ul className="flex flex-col gap-1 wrap-anywhere">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}

type DifferencesProps = {
  left: string;
  right: string;
  names: readonly [left: string, right: string];
};

/** Where the recipes of two takes differ. */
export function Differences({ left, right, names }: DifferencesProps) {
  const [{ data, error, fetching }, again] = useQuery({
    query: DifferenceQuery,
    variables: { a: left, b: right },
  });
  if (!data && error && !fetching)
    return <NotRead onAgain={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <Skeleton className="h-24 shrink-0" />;
  const found = data.recipeDiff;
  if (!found) return <p className="text-soft">One of the two is gone.</p>;
  return (
    <section aria-label="What differs" className="flex flex-col gap-2">
      <h4 className="text-xs font-semibold text-faint">What differs</h4>
      {found.length > 0 ? (
        <p aria-hidden className="grid grid-cols-2 gap-3 text-xs font-semibold">
          {names.map((name) => (
            <span key={name}>{name}</span>
          ))}
        </p>
      ) : null}
      {found.length === 0 ? <p className="text-soft">Nothing: the same recipe and seed.</p> : null}
      <dl className="flex flex-col gap-2">
        {found.map(({ path, before, after }) => (
          <div key={path}>
            <dt className="text-xs text-faint wrap-anywhere">{nameOf(path)}</dt>
            <dd className="grid grid-cols-2 gap-3 tabular-nums">
              <span className="line-clamp-6 wrap-anywhere">{wordsOf(before)}</span>
              <span className="line-clamp-6 wrap-anywhere">{wordsOf(after)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function NotRead({ onAgain }: { onAgain: () => void }) {
  return (
    <div className="flex items-center gap-2 text-soft">
      <p className="grow">The recipe could not be read.</p>
      <Button size="sm" onClick={onAgain}>
        Try again
      </Button>
    </div>
  );
}
