type CheckProps = { label: string; hint?: string; on: boolean; onTurn: (on: boolean) => void };

export function Check({ label, hint, on, onTurn }: CheckProps) {
  return (
    <label className="flex min-h-6 items-start gap-2 py-0.5 text-sm">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={on}
        onChange={(event) => onTurn(event.target.checked)}
      />
      <span>
        {label}
        {hint ? <span className="block text-xs text-faint">{hint}</span> : null}
      </span>
    </label>
  );
}
