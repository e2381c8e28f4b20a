import { useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { UpdateEndpoint } from "./documents";
import { EndpointForm, type Values } from "./form";

/** The name of an endpoint and, of one that was added here, its id and key. */
export function EditEndpoint({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const act = useAct();
  async function save({ name, endpointId, apiKey }: Values) {
    const outcome = await act(UpdateEndpoint, {
      id: endpoint.id,
      expectedVersion: endpoint.version,
      name,
      ...(endpointId ? { endpointId } : {}),
      ...(apiKey ? { apiKey } : {}),
    });
    return outcome.ok ? [] : outcome.problems;
  }
  return (
    <EndpointForm
      title={`Edit ${endpoint.name}`}
      button={["Save", "Saving …"]}
      endpoint={endpoint}
      onSubmit={save}
      onClose={onClose}
    />
  );
}
