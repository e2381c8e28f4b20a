import { type KeyboardEvent, useEffect, useRef } from "react";

const LONGEST_NAME = 200;

type NameInputProps = {
  name: string;
  label: string;
  /** Called once: with a new name, or with null if it is to stay. */
  onDone: (name: string | null) => void;
  className?: string;
};

/** A name while it is written anew: Enter or leaving keeps it, Escape does not. */
export function NameInput({ name, label, onDone, className }: NameInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => input.current?.select(), []);

  function finish(keep: boolean) {
    if (done.current) return;
    done.current = true;
    const next = input.current?.value.trim() ?? "";
    onDone(keep && next !== "" && next !== name ? next : null);
  }
  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") finish(false);
  }

  return (
    <input
      ref={input}
      defaultValue={name}
      aria-label={label}
      maxLength={LONGEST_NAME}
      spellCheck={false}
      className={`min-w-0 rounded-sm bg-well px-1.5 outline-2 outline-accent ${className ?? ""}`}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
    />
  );
}
