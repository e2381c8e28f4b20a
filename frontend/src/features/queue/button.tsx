import { ListVideo } from "lucide-react";
import { IconButton } from "@/ui/button";

/** Opens the queue from everywhere. */
export function QueueButton({ onPress }: { onPress: () => void }) {
  return (
    <IconButton label="Queue of renders" keys="q" onClick={onPress}>
      <ListVideo size={16} />
    </IconButton>
  );
}
