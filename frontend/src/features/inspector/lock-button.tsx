import { Lock, LockOpen } from "lucide-react";
import { useRegistered } from "@/actions/registry";
import type { Clip } from "@/graphql/entities";
import { lockWords, toLock, useLock } from "@/graphql/locking";
import { IconButton } from "@/ui/button";

/** Locked shots are left out where many are rendered. */
export function LockButton({ clips }: { clips: readonly Pick<Clip, "id" | "lockedAt">[] }) {
  const lock = useLock();
  const { locked } = toLock(clips);
  const Icon = locked ? LockOpen : Lock;
  return (
    <IconButton
      label={lockWords(clips)}
      keys={useRegistered().find(({ id }) => id === "board.lock")?.keys}
      aria-pressed={!locked}
      className={locked ? "" : "bg-pressed text-ink"}
      onClick={() => lock(clips)}
    >
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}
