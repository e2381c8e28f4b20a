import { Batches } from "@/features/batches/batches";
import { QueueDrawer } from "@/features/queue/drawer";

type QueueProps = { open: boolean; onClose: () => void };

/** The queue, with what was asked for at once before all else. */
export function Queue(props: QueueProps) {
  return <QueueDrawer {...props} Above={Batches} />;
}
