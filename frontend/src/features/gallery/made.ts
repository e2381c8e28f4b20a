import type { Take } from "@/graphql/entities";

/** How and when a take came to be, in one line. */
export function madeBy({ model, seed, createdAt }: Pick<Take, "model" | "seed" | "createdAt">) {
  const when = new Date(createdAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  return [model, seed === null ? null : `seed ${seed}`, when].filter(Boolean).join(" · ");
}
