import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { graphql } from "@/graphql/tada";
import { Skeleton } from "@/ui/status";
import { askedOf, type Tried } from "./casting-changes";

const PAUSE_MS = 300;

const PreviewQuery = graphql(`
  query CastPreview($input: PromptPreviewInput!) {
    promptPreview(input: $input) {
      before {
        prompt
      }
      after {
        prompt
        pieces {
          text
          source
          sourceId
        }
        notes {
          code
          message
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

type PromptPreviewProps = { clipId: string; number: string; tried: Tried };

/** The prompt of one shot as it is and as it would be, with what comes of the trial marked. */
export function PromptPreview({ clipId, number, tried }: PromptPreviewProps) {
  const asked = useRested(JSON.stringify(askedOf(tried, clipId)));
  const [{ data, fetching, error }] = useQuery({
    query: PreviewQuery,
    variables: { input: JSON.parse(asked) as ReturnType<typeof askedOf> },
    requestPolicy: "network-only",
  });
  const preview = data?.promptPreview;
  if (!preview && fetching) return <Skeleton className="h-20" />;
  const [wrong] = preview?.userErrors ?? [];
  if (!preview || wrong) {
    return (
      <p className="text-xs text-soft">
        {wrong?.message ?? (error ? "The prompt could not be read." : "")}
      </p>
    );
  }
  const { before, after } = preview;
  return (
    <dl className="flex flex-col gap-2 text-xs" aria-busy={fetching}>
      <div>
        <dt className="mb-0.5 font-medium text-faint">Prompt of shot {number} now</dt>
        <dd className="max-h-32 overflow-y-auto whitespace-pre-line text-soft wrap-anywhere">
          {before.prompt || "Nothing is said yet."}
        </dd>
      </div>
      <div>
        <dt className="mb-0.5 font-medium text-faint">With this</dt>
        <dd className="max-h-40 overflow-y-auto whitespace-pre-line wrap-anywhere">
          {after.prompt === before.prompt
            ? "The same."
            : after.pieces.map(({ text, sourceId }, index) =>
                sourceId === tried.id ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
                  <mark key={index} className="rounded-sm bg-accent-wash font-medium text-ink">
                    {text}
                  </mark>
                ) : (
                  text
                ),
              )}
        </dd>
      </div>
      {after.notes.map(({ message }) => (
        <div key={message} className="text-warn">
          <dt className="sr-only">Note</dt>
          <dd>{message}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What it is once it has not changed for a moment. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
