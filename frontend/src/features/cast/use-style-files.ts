import { notices } from "@/actions/notices";
import { useFileChoice } from "@/ui/use-file-choice";
import type { CastActs } from "./use-cast-acts";

const MOST_BYTES = 4_000_000;

/** A file of styles that is chosen. */
export function useStyleFiles(acts: CastActs) {
  return useFileChoice("A file of styles", async (file) => {
    if (file.size > MOST_BYTES) notices.warn(`${file.name} is too large for a file of styles.`);
    else await acts.bringIn(await file.text());
  });
}
