import { CircleAlert, X } from "lucide-react";
import { useEffect, useState } from "react";
import { type Notice, notices, useNotices } from "@/actions/notices";
import { Button, IconButton } from "@/ui/button";

/** Not a layer of its own: Escape belongs to what is open, never to a notice. */
export function Notices() {
  const shown = useNotices();
  return (
    <section
      aria-label="Notices"
      aria-live="polite"
      className="pointer-events-none fixed bottom-20 left-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2"
    >
      {shown.map((notice) => (
        <Slip key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function Slip({ notice }: { notice: Notice }) {
  const [held, setHeld] = useState(false);
  const { id, lasts } = notice;
  useEffect(() => {
    if (held || !Number.isFinite(lasts)) return;
    const timer = setTimeout(() => notices.dismiss(id), lasts);
    return () => clearTimeout(timer);
  }, [held, id, lasts]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays while somebody is at it, no more.
    <div
      {...hold}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      role={notice.tone === "bad" ? "alert" : undefined}
      className="pointer-events-auto flex animate-enter items-center gap-2 rounded-lg bg-raised py-2 pl-3 pr-2 text-sm shadow-float"
    >
      {notice.tone === "bad" ? (
        <CircleAlert size={16} className="shrink-0 text-bad" aria-label="Problem" />
      ) : null}
      <p className="min-w-0 grow wrap-anywhere">{notice.text}</p>
      {notice.action ? <Act notice={notice} /> : null}
      <IconButton small label="Dismiss" onClick={() => notices.dismiss(id)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}

function Act({ notice }: { notice: Notice }) {
  function act() {
    notices.dismiss(notice.id);
    notice.action?.run();
  }
  return (
    <Button size="sm" look="quiet" onClick={act} className="text-accent">
      {notice.action?.label}
    </Button>
  );
}
