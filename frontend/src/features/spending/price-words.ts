import { KINDS, PROVIDERS } from "@/graphql/words";
import type { Price } from "./documents";

type Fits = Pick<Price, "endpoint" | "provider" | "model" | "kind" | "mostPixels">;

/** What a price is of: "RunPod, wan2.2, videos". */
export function forWords({ endpoint, provider, model, kind, mostPixels }: Fits): string {
  const said = [
    endpoint?.name ?? (provider ? PROVIDERS[provider] : null),
    model,
    kind ? `${KINDS[kind].toLowerCase()}s` : null,
    mostPixels === null ? null : `up to ${mostPixels.toLocaleString("en")} pixels`,
  ].filter(Boolean);
  return said.length > 0 ? said.join(", ") : "Anything";
}
