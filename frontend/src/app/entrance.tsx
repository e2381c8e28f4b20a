import { type ReactNode, useEffect, useState } from "react";
import { useQuery } from "urql";
import { ViewerQuery } from "@/features/session/session";
import { SignIn } from "@/features/session/sign-in";
import { connection } from "@/graphql/socket";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";

type EntranceProps = { refused: boolean; onSignedIn: () => void; children: ReactNode };

const AGAIN_MS = 3_000;

/** Lets in who is signed in, and shows the others how to. */
export function Entrance({ refused, onSignedIn, children }: EntranceProps) {
  const [{ data, error, fetching }, reread] = useQuery({ query: ViewerQuery });
  const [ended, setEnded] = useState(false);
  useEffect(() => connection.subscribe(() => connection.get() === "refused" && setEnded(true)), []);

  const lost = error !== undefined && !fetching && !data;
  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => reread({ requestPolicy: "network-only" }), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [lost, reread]);

  const status = (error?.response as Response | undefined)?.status;
  if (ended || status === 401) return <SignIn refused={refused} onDone={onSignedIn} />;
  if (data) return children;
  if (error && !fetching) {
    return (
      <Empty
        title="The studio does not answer"
        actions={
          <Button look="primary" onClick={() => reread({ requestPolicy: "network-only" })}>
            Try again
          </Button>
        }
      >
        Is it still running? This page comes back as soon as it does.
      </Empty>
    );
  }
  return <div role="status" aria-label="Opening the studio" className="h-full bg-ground" />;
}
