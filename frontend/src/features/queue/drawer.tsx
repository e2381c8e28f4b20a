import { Drawer } from "@/ui/drawer";

type QueueDrawerProps = { open: boolean; onClose: () => void };

/** The renders that are under way and those that ended lately. */
export function QueueDrawer({ open, onClose }: QueueDrawerProps) {
  return (
    <Drawer open={open} onClose={onClose} title="Queue" keys="q">
      {null}
    </Drawer>
  );
}
