import { useState } from "react";
import { notices } from "@/actions/notices";
import { useWish } from "@/graphql/wish";
import { AddEndpoint } from "./documents";
import { EndpointForm, type Values } from "./form";
import { KINDS, PROVIDER_CHOICES, type Provider } from "./kinds";
import { type Made, MadeKey } from "./made-key";

/** Adds an endpoint of any kind. Its key is sealed by the studio and never shown again. */
export function AddAnEndpoint({ onClose }: { onClose: () => void }) {
  const wish = useWish();
  const [provider, setProvider] = useState<Provider>("RUNPOD");
  const [made, setMade] = useState<Made | null>(null);

  async function add({ name, settings }: Values) {
    const outcome = await wish(
      AddEndpoint,
      {
        ...settings,
        name: name || KINDS[provider].label,
        provider,
        ...(provider === "PULL" ? { generateKey: true } : {}),
      },
      { quiet: true },
    );
    if (!outcome.ok) return outcome.problems;
    const { endpoint, key, environment } = outcome.payload;
    const added = endpoint?.name ?? "The endpoint";
    if (key) setMade({ name: added, key, environment });
    else {
      notices.say(`${added} was added. Test it to see that it works.`);
      onClose();
    }
    return [];
  }

  if (made) return <MadeKey made={made} onClose={onClose} />;
  return (
    <EndpointForm
      title="Add an endpoint"
      description={KINDS[provider].about}
      button={["Add", "Adding …"]}
      provider={provider}
      kinds={{ choices: PROVIDER_CHOICES, onChange: setProvider }}
      onSubmit={add}
      onClose={onClose}
    />
  );
}
