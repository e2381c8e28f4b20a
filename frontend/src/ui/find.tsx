import { Search } from "lucide-react";
import { type Ref, useEffect, useRef, useState } from "react";

const PAUSE_MS = 250;

type FindProps = {
  label: string;
  value: string;
  onChange: (text: string) => void;
  maxLength?: number;
  field?: Ref<HTMLInputElement>;
};

/** Words to look for; what is typed is told when the typing rests, or at Enter. */
export function Find({ label, value, onChange, maxLength, field }: FindProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function tell(next: string) {
    clearTimeout(timer.current);
    told.current = next.trim();
    onChange(next.trim());
  }
  return (
    <div className="relative min-w-44 max-w-80 grow basis-44">
      <Search
        size={14}
        aria-hidden
        className="pointer-events-none absolute left-2.5 top-2.25 text-faint"
      />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={maxLength}
        value={text}
        onChange={({ currentTarget }) => {
          const next = currentTarget.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => tell(next), PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") tell(text);
          if (event.key === "Escape" && text === "") event.currentTarget.blur();
        }}
        className="h-8 w-full rounded-md border border-line bg-well pl-8 pr-2 text-sm transition-colors hover:border-edge focus-visible:border-accent focus-visible:outline-offset-0"
      />
    </div>
  );
}
