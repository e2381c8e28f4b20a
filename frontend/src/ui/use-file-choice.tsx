import { useRef } from "react";

/** Asks for a JSON file of this machine; the `field` has to stand somewhere on the page. */
export function useFileChoice(label: string, onFile: (file: File) => void) {
  const input = useRef<HTMLInputElement>(null);
  const field = (
    <input
      ref={input}
      type="file"
      accept=".json,application/json"
      aria-label={label}
      tabIndex={-1}
      className="sr-only"
      onChange={({ currentTarget }) => {
        const file = currentTarget.files?.[0];
        if (file) onFile(file);
        currentTarget.value = "";
      }}
    />
  );
  return { field, ask: () => input.current?.click() };
}
