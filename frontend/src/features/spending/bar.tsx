import { type Standing, shares } from "./budget-words";

type BarProps = { standing: Standing; label: string; className?: string };

const COLOURS = { nothing: "bg-accent", soft: "bg-warn", all: "bg-bad" } as const;

/** How much of a limit is spent, and held beside it. */
export function BudgetBar({ standing, label, className = "" }: BarProps) {
  const { spent, held } = shares(standing);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a meter element has one bar alone.
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round((spent + held) * 100)}
      className={`flex h-1.5 overflow-hidden rounded-full bg-pressed ${className}`}
    >
      <div
        className={`h-full transition-[width] ${COLOURS[standing.over]}`}
        style={{ width: `${spent * 100}%` }}
      />
      <div
        className={`h-full opacity-45 transition-[width] ${COLOURS[standing.over]}`}
        style={{ width: `${held * 100}%` }}
      />
    </div>
  );
}
