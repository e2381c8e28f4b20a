import { useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import { UpdateEndpoint } from "./documents";
import { EndpointForm, type Values } from "./form";

/** The name of an endpoint and, of one that was added here, what its kind is asked. */
export function EditEndpoint({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const act = useAct();
  async function save({ name, settings }: Values) {
    const outcome = await act(UpdateEndpoint, {
      id: endpoint.id,
      expectedVersion: endpoint.version,
      name,
      ...settings,
    });
    if (!outcome.ok) return outcome.problems;
    onClose();
    return [];
  }
  return (
    <EndpointForm
      title={`Edit ${endpoint.name}`}
      button={["Save", "Saving …"]}
      provider={endpoint.provider}
      endpoint={endpoint}
      onSubmit={save}
      onClose={onClose}
    />
  );
}
