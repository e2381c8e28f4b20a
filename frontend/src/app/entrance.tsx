import { type ReactNode, useEffect, useState } from "react";
import { useQuery } from "urql";
import { type Arrival, ViewerQuery } from "@/features/session/session";
import { SignIn } from "@/features/session/sign-in";
import { connection } from "@/graphql/socket";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";

type EntranceProps = { arrival: Arrival | null; onSignedIn: () => void; children: ReactNode };

const AGAIN_MS = 3_000;

/** Lets in who is signed in, and shows the others how to. */
export function Entrance({ arrival, onSignedIn, children }: EntranceProps) {
  const [{ data, error, fetching }, reread] = useQuery({ query: ViewerQuery });
  const [ended, setEnded] = useState(false);
  useEffect(() => connection.subscribe(() => connection.get() === "refused" && setEnded(true)), []);

  const lost = error !== undefined && !fetching && !data;
  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => reread({ requestPolicy: "network-only" }), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [lost, reread]);

  const status = (error?.response as Response | undefined)?.status ?? 0;
  if (ended || status === 401) return <SignIn arrival={arrival} onDone={onSignedIn} />;
  if (data) return children;
  if (error && !fetching) {
    const [title, words] = troubleOf(status);
    const again = () => reread({ requestPolicy: "network-only" });
    return (
      <Empty
        title={title}
        actions={
          <Button look="primary" onClick={again}>
            Try again
          </Button>
        }
      >
        {words} This page comes back by itself.
      </Empty>
    );
  }
  return <div role="status" aria-label="Opening the studio" className="h-full bg-ground" />;
}

function troubleOf(status: number): [title: string, words: string] {
  if (status === 429) return ["The studio has too much to do", "Wait a little."];
  if (status === 500) return ["The studio has failed", "Its log says why."];
  return ["The studio does not answer", "Is it still running?"];
}
