import { notices } from "@/actions/notices";
import { useWish } from "@/graphql/wish";
import { AddEndpoint } from "./documents";
import { EndpointForm, type Values } from "./form";

/** Adds an endpoint of a RunPod account. The key is sealed by the studio and never shown again. */
export function AddRunPod({ onClose }: { onClose: () => void }) {
  const wish = useWish();
  async function add(values: Values) {
    const name = values.name || "RunPod";
    const outcome = await wish(
      AddEndpoint,
      { ...values, name, provider: "RUNPOD" },
      { quiet: true },
    );
    if (!outcome.ok) return outcome.problems;
    const added = outcome.payload.endpoint?.name ?? "The endpoint";
    notices.say(`${added} was added. Test it to see that it works.`);
    return [];
  }
  return (
    <EndpointForm
      title="Add a RunPod endpoint"
      description="A serverless endpoint of your RunPod account that runs the StoryCanvas worker. Its GPUs are paid by the second, by your account, while they work."
      button={["Add", "Adding …"]}
      onSubmit={add}
      onClose={onClose}
    />
  );
}
