import { Plus, Server } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { AddAnEndpoint } from "./add";
import { EndpointCard } from "./card";
import { EndpointsQuery } from "./documents";

/** What renders here, and adding to it. */
export function Endpoints() {
  const [{ data, error, fetching }, reread] = useQuery({
    query: EndpointsQuery,
    requestPolicy: "cache-and-network",
  });
  const [adding, setAdding] = useState(false);
  useActions([
    {
      id: "endpoints.add",
      label: "Add an endpoint",
      group: "Generate",
      keys: "n",
      run: () => setAdding(true),
    },
  ]);

  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl px-6 py-8">
        <header className="mb-6 flex items-end justify-between gap-4">
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Endpoints</h1>
            <p className="mt-1 text-sm text-soft">Where your shots are rendered.</p>
          </div>
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus size={16} aria-hidden />
            Add endpoint
          </Button>
        </header>
        {!data && fetching ? <Waiting /> : null}
        {!data && !fetching && error ? (
          <Unread what="endpoints" onAgain={() => reread({ requestPolicy: "network-only" })} />
        ) : null}
        {data?.endpoints.nodes.length === 0 ? (
          <Empty icon={<Server size={32} />} title="Nothing renders here yet">
            Add a RunPod endpoint, a ComfyUI server, a video service or machines of your own.
          </Empty>
        ) : null}
        <ul className="flex flex-col gap-3">
          {data?.endpoints.nodes.map((endpoint) => (
            <li key={endpoint.id}>
              <EndpointCard endpoint={endpoint} />
            </li>
          ))}
        </ul>
      </div>
      {adding ? <AddAnEndpoint onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-3">
      <Skeleton className="h-28" />
      <Skeleton className="h-28" />
    </div>
  );
}
