import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { Quote } from "@/graphql/money";
import { briefly, leftWords, lineWords, priceWords, quoteWords } from "@/graphql/price-words";
import { Button } from "@/ui/button";
import { dollars } from "@/ui/money";
import { Skeleton, Status } from "@/ui/status";
import type { Quoted } from "./use-quote";

type PriceProps = {
  quoted: Quoted;
  /** Whether it is confirmed that a limit is gone over. */
  confirmed: boolean;
  onConfirm: (confirmed: boolean) => void;
};

/** What it costs, how long it takes, what that rests on, and what stands against it. */
export function Price({ quoted, confirmed, onConfirm }: PriceProps) {
  const { last, problems, waiting, again } = quoted;
  if (problems.length > 0) {
    return (
      <section aria-label="Price" className="flex items-center gap-2 rounded-md bg-well px-3 py-2">
        <p className="min-w-0 grow text-sm text-soft">
          No price: {problems.map(({ message }) => message).join(" ")}
        </p>
        <Button size="sm" onClick={again}>
          Try again
        </Button>
      </section>
    );
  }
  if (!last) return waiting ? <Skeleton className="h-10" /> : null;
  return (
    <section
      aria-label="Price"
      aria-busy={waiting}
      className={`flex max-h-[30vh] flex-col gap-2 overflow-y-auto rounded-md bg-well px-3 py-2 transition-colors ${waiting ? "text-faint" : ""}`}
    >
      <p aria-live="polite" className="text-sm tabular-nums">
        {quoteWords(last)}
      </p>
      {last.skipped.length > 0 ? (
        <p className="text-sm text-soft">{leftWords(last.skipped)}</p>
      ) : null}
      {waiting ? null : (
        <Verdict quote={last} confirmed={confirmed} onConfirm={onConfirm} onAgain={again} />
      )}
      <Grounds quote={last} />
    </section>
  );
}

type VerdictProps = Omit<PriceProps, "quoted"> & { quote: Quote; onAgain: () => void };

function Verdict({ quote, confirmed, onConfirm, onAgain }: VerdictProps) {
  if (quote.reasons.length === 0) return null;
  const blocked = quote.verdict === "BLOCKED";
  return (
    <div role="alert" className="flex flex-col gap-2 text-sm">
      {quote.reasons.map(({ code, message, nextStep }) => (
        <div key={message}>
          <Status tone={blocked && code !== "SOFT_LIMIT" ? "bad" : "warn"}>
            <span className="text-sm text-ink">{message}</span>
          </Status>
          <p className="pl-3.5 text-soft">
            {nextStep} <WayOut code={code} />
          </p>
        </div>
      ))}
      {quote.verdict === "NEEDS_CONFIRMATION" ? (
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={confirmed}
            onChange={({ currentTarget }) => onConfirm(currentTarget.checked)}
          />
          Spend up to {dollars(quote.mostCost ?? 0)} all the same
        </label>
      ) : (
        <Button size="sm" className="self-start" onClick={onAgain}>
          Ask again
        </Button>
      )}
    </div>
  );
}

const WAYS = {
  PRICE_UNKNOWN: { label: "Set a price", hash: "prices" },
  BUDGET_EXCEEDED: { label: "See the budgets", hash: "budgets" },
  SOFT_LIMIT: { label: "See the budgets", hash: "budgets" },
} as const;

/** Where the reason can be done away with. */
function WayOut({ code }: { code: Quote["reasons"][number]["code"] }) {
  if (code === "MAX_COST_EXCEEDED" || code === "LIMIT_EXCEEDED") return null;
  const { label, hash } = WAYS[code];
  return (
    <Link to="/spending" hash={hash} className="whitespace-nowrap text-accent underline">
      {label}
    </Link>
  );
}

/** What the price rests on, line by line. */
function Grounds({ quote }: { quote: Quote }) {
  if (quote.lines.length === 0) return null;
  return (
    <details className="group text-xs text-soft">
      <summary className="flex min-h-6 cursor-default list-none items-center gap-1 rounded-sm hover:text-ink">
        <ChevronRight size={12} aria-hidden className="group-open:rotate-90" />
        What this rests on
      </summary>
      <ul className="flex flex-col gap-2 pl-4 pt-1">
        {quote.lines.map((line) => (
          <li key={lineWords(line)}>
            <p className="text-ink tabular-nums wrap-anywhere">
              {lineWords(line)}
              {line.expectedCost !== null && Number(line.mostCost) > 0
                ? `: ${dollars(line.expectedCost)}`
                : ""}
            </p>
            <ul className="flex flex-col wrap-anywhere">
              {[priceWords(line.price), ...line.assumptions].map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What stands on the button after its words. */
export function OnButton({ quoted: { quote } }: { quoted: Quoted }) {
  if (!quote || quote.jobCount === 0) return null;
  return <span className="font-normal tabular-nums opacity-85">{briefly(quote)}</span>;
}
