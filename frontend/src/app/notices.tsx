import { CircleAlert, X } from "lucide-react";
import { type FocusEvent, useEffect, useRef, useState } from "react";
import { type Notice, notices, useNotices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import { Button, IconButton } from "@/ui/button";
import { useFocusKept } from "@/ui/use-focus-kept";

/** From so many on they are told and dismissed together as well. */
const MANY = 4;

/** Not a layer of its own: Escape belongs to what is open, never to a notice. */
export function Notices() {
  const shown = useNotices();
  const list = useRef<HTMLDivElement>(null);
  const { before, ...focus } = useFocusIn(list);
  const section = useRef<HTMLElement>(null);
  useAside(section);
  useActions([
    {
      id: "notices",
      label: "To the notices and back",
      group: "Help",
      keys: "F8",
      whileTyping: true,
      everywhere: true,
      blocked: shown.length > 0 ? null : "There are none",
      run: () => {
        if (list.current?.contains(document.activeElement)) before();
        else list.current?.querySelector<HTMLElement>(":scope > :last-child button")?.focus();
      },
    },
  ]);
  const newest = shown.at(-1)?.id;
  useEffect(() => {
    if (newest !== undefined) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  const problems = shown.filter((notice) => notice.tone === "bad");
  return (
    <section
      ref={section}
      aria-label="Notices"
      aria-live="polite"
      className="pointer-events-none fixed bottom-20 left-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 in-[body:has([data-modal]:not([data-lightbox]))]:bottom-2"
    >
      {problems.length >= MANY ? <Together problems={problems} /> : null}
      <div
        ref={list}
        {...focus}
        className="pointer-events-auto -m-2 flex max-h-[min(24rem,60vh)] flex-col gap-2 overflow-y-auto p-2 empty:hidden in-[body:has([data-modal]:not([data-lightbox]))]:max-h-[calc(10vh-0.5rem)]"
      >
        {shown.map((notice) => (
          <Slip key={notice.id} notice={notice} onActed={before} />
        ))}
      </div>
    </section>
  );
}

/** No part of an open dialog, but to use it neither closes that nor gives the focus back to it. */
function useAside(section: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const here = (node: unknown) => node instanceof Node && section.current?.contains(node);
    function keep(event: Event) {
      const from = event instanceof FocusEvent ? event.relatedTarget : null;
      if (here(event.target) || here(from)) event.stopPropagation();
    }
    // After the page has heard of it, before the dialogs do, which listen at the document.
    for (const kind of ["focusin", "focusout", "pointerdown"])
      document.body.addEventListener(kind, keep);
    return () => {
      for (const kind of ["focusin", "focusout", "pointerdown"])
        document.body.removeEventListener(kind, keep);
    };
  }, [section]);
}

/** What is dismissed gives the focus to the next notice, the last to where it was before. */
function useFocusIn(list: React.RefObject<HTMLDivElement | null>) {
  const origin = useRef<Element | null>(null);
  function back(): HTMLElement | null {
    const place = origin.current?.isConnected ? origin.current : document.getElementById("main");
    return place instanceof HTMLElement ? place : null;
  }
  const { onFocus, onBlur } = useFocusKept(
    list,
    () => list.current?.querySelector<HTMLElement>("[data-dismiss]") ?? back(),
  );
  return {
    before: () => back()?.focus(),
    onBlur,
    onFocus(event: FocusEvent) {
      if (!(event.relatedTarget instanceof Node && list.current?.contains(event.relatedTarget)))
        origin.current = event.relatedTarget;
      onFocus(event);
    },
  };
}

function Together({ problems }: { problems: readonly Notice[] }) {
  return (
    <div className="pointer-events-auto flex items-center justify-between rounded-lg in-[body:has([data-modal]:not([data-lightbox]))]:hidden bg-raised py-1 pl-3 pr-2 text-xs text-soft shadow-float">
      <span className="tabular-nums">{problems.length} problems</span>
      <Button
        size="sm"
        look="quiet"
        onClick={() => {
          for (const { id } of problems) notices.dismiss(id);
          document.getElementById("main")?.focus();
        }}
      >
        Dismiss all
      </Button>
    </div>
  );
}

function Slip({ notice, onActed }: { notice: Notice; onActed: () => void }) {
  const [held, setHeld] = useState(false);
  const { id, lasts, action } = notice;
  useEffect(() => {
    if (held || !Number.isFinite(lasts)) return;
    const timer = setTimeout(() => notices.dismiss(id), lasts);
    return () => clearTimeout(timer);
  }, [held, id, lasts]);
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  function act() {
    // Before what it does, which may want the focus for itself.
    onActed();
    notices.dismiss(id);
    action?.run();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays while somebody is at it, no more.
    <div
      {...hold}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      role={notice.tone === "bad" ? "alert" : undefined}
      className="flex shrink-0 animate-enter items-center gap-2 rounded-lg bg-raised py-2 pl-3 pr-2 text-sm shadow-float"
    >
      {notice.tone === "bad" ? (
        <CircleAlert size={16} className="shrink-0 text-bad" aria-label="Problem" />
      ) : null}
      <p className="min-w-0 grow wrap-anywhere">{notice.text}</p>
      {action ? (
        <Button size="sm" look="quiet" onClick={act} className="text-accent">
          {action.label}
        </Button>
      ) : null}
      <IconButton small label="Dismiss" data-dismiss onClick={() => notices.dismiss(id)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
