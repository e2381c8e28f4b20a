import { bytesWords, type Family, MODEL_KINDS, type Model } from "@/graphql/catalogue";

/** What family a model is of, and whether that is only guessed from the name of its file. */
export function familyWords(
  { family, familyCertain }: Pick<Model, "family" | "familyCertain">,
  families: ReadonlyMap<string, Family>,
): string | null {
  if (!family) return null;
  const label = families.get(family)?.label ?? family;
  return familyCertain ? label : `${label}, by its name`;
}

export function placesWords({ endpoints }: Pick<Model, "endpoints">): string {
  const [first, ...rest] = endpoints;
  if (!first) return "No endpoint has it";
  return rest.length === 0 ? first.name : `${first.name} and ${rest.length} more`;
}

/** "LoRA, 145 MB" */
export function kindWords({ kind, size }: Pick<Model, "kind" | "size">): string {
  return size === null ? MODEL_KINDS[kind] : `${MODEL_KINDS[kind]}, ${bytesWords(size)}`;
}

/** Counts as a person reads them: 5,200 as "5.2k". */
export function countWords(count: string | number): string {
  return Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(
    Number(count),
  );
}

export function dayWords(moment: string | null): string | null {
  if (moment === null) return null;
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
}
