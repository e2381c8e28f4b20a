import { notices } from "@/actions/notices";
import { GenerateClips } from "@/graphql/acts";
import { useWish } from "@/graphql/wish";
import { dollars } from "@/ui/money";

/** Draws all that was never drawn: at once where that is free, else once it is said what it may cost. */
export function useDrawAll(): (projectId: string) => void {
  const wish = useWish();
  return (projectId) => {
    const input = { projectId, missingOnly: true };
    void wish(
      GenerateClips,
      { ...input, maxCost: "0" },
      {
        refused(payload) {
          const most = payload?.quote?.mostCost;
          const [reason] = payload?.quote?.reasons ?? [];
          if (!most || reason?.code !== "MAX_COST_EXCEEDED") return false;
          notices.warn(
            `Drawing these shots may cost up to ${dollars(most)}.`,
            {
              label: "Draw them",
              run: () => void wish(GenerateClips, { ...input, maxCost: most }),
            },
            "price",
          );
          return true;
        },
      },
    );
  };
}
