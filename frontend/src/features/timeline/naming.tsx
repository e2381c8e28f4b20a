import { useEffect, useRef } from "react";

type NamingProps = { name: string; onName: (name: string | null) => void };

/** A sound's name while it gets another one; null is as it was. */
export function Naming({ name, onName }: NamingProps) {
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => input.current?.select(), []);
  function end(meant: string | null) {
    if (over.current) return;
    over.current = true;
    const next = meant?.trim();
    onName(next && next !== name ? next : null);
  }
  return (
    <input
      ref={input}
      aria-label="Name of the sound"
      defaultValue={name}
      maxLength={200}
      onBlur={({ currentTarget }) => end(currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") end(event.currentTarget.value);
        if (event.key === "Escape") end(null);
      }}
      className="h-6 min-w-0 grow rounded-sm border border-accent bg-well px-1 text-xs text-ink"
    />
  );
}
