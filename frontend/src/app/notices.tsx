import { CircleAlert, X } from "lucide-react";
import { Toast } from "radix-ui";
import { type Notice, notices, useNotices } from "@/actions/notices";
import { Button, IconButton } from "@/ui/button";

export function Notices() {
  const shown = useNotices();
  return (
    <Toast.Provider swipeDirection="right" label="Notice">
      {shown.map((notice) => (
        <Slip key={notice.id} notice={notice} />
      ))}
      <Toast.Viewport className="fixed bottom-20 left-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none" />
    </Toast.Provider>
  );
}

function Slip({ notice }: { notice: Notice }) {
  return (
    <Toast.Root
      type={notice.tone === "bad" ? "foreground" : "background"}
      duration={notice.lasts}
      onOpenChange={(open) => !open && notices.dismiss(notice.id)}
      className="flex animate-enter items-center gap-2 rounded-lg bg-raised py-2 pl-3 pr-2 text-sm shadow-float"
    >
      {notice.tone === "bad" ? (
        <CircleAlert size={16} className="shrink-0 text-bad" aria-label="Problem" />
      ) : null}
      <Toast.Description className="min-w-0 grow wrap-anywhere">{notice.text}</Toast.Description>
      {notice.action ? (
        <Toast.Action asChild altText={notice.action.label}>
          <Button size="sm" look="quiet" onClick={notice.action.run} className="text-accent">
            {notice.action.label}
          </Button>
        </Toast.Action>
      ) : null}
      <Toast.Close asChild>
        <IconButton small label="Dismiss">
          <X size={14} />
        </IconButton>
      </Toast.Close>
    </Toast.Root>
  );
}
