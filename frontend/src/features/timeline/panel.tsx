import { clsx } from "clsx";
import type { ReactNode } from "react";

type PanelProps = { label: string; title: ReactNode; tools?: ReactNode; children: ReactNode };

/** Beside the viewer: what is known of what is chosen. */
export function Panel({ label, title, tools, children }: PanelProps) {
  return (
    <section
      aria-label={label}
      className="flex h-full w-72 shrink-0 flex-col border-l border-line bg-panel max-md:w-60"
    >
      <header className="flex h-10 shrink-0 items-center gap-1 pl-3 pr-1.5">
        <h2 className="min-w-0 grow truncate text-sm font-semibold">{title}</h2>
        {tools}
      </header>
      <div className="flex min-h-0 grow flex-col gap-3 overflow-y-auto px-3 pb-3">{children}</div>
    </section>
  );
}

export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-center gap-2 text-xs">
      <span className="w-20 shrink-0 text-faint">{label}</span>
      <span className="flex min-w-0 grow items-center gap-1.5 tabular-nums">{children}</span>
    </div>
  );
}

type NumberProps = {
  label: string;
  value: number;
  unit: string;
  step?: number;
  min?: number;
  max?: number;
  onChange: (value: number) => void;
};

const BOX =
  "h-7 rounded-md border border-line bg-well px-2 text-xs text-ink tabular-nums hover:border-edge focus-visible:border-accent focus-visible:outline-offset-0";

/** A number that is told when it is left, or by Enter. */
export function NumberBox({ label, value, unit, onChange, ...rest }: NumberProps) {
  function settle(input: HTMLInputElement): void {
    const meant = input.valueAsNumber;
    if (Number.isNaN(meant) || !input.validity.valid) input.value = String(value);
    else if (meant !== value) onChange(meant);
  }
  return (
    <label className="flex items-center gap-1.5">
      <span className="sr-only">{label}</span>
      <input
        key={value}
        type="number"
        defaultValue={value}
        {...rest}
        className={clsx(BOX, "w-20")}
        onBlur={({ currentTarget }) => settle(currentTarget)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === "Enter") settle(currentTarget);
        }}
      />
      <span className="text-faint">{unit}</span>
    </label>
  );
}

type ChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  choices: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

export function Choice<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <select
      aria-label={label}
      value={value}
      className={clsx(BOX, "w-full")}
      onChange={({ target }) => {
        const chosen = choices.find((choice) => choice.value === target.value);
        if (chosen) onChange(chosen.value);
      }}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
