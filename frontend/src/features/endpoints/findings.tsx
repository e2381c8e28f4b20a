import { Status } from "@/ui/status";
import type { Test } from "./documents";

/** What a test found, each with what to do about it. */
export function Findings({ test }: { test: Test }) {
  return (
    <div className="mt-4 border-t border-line pt-3">
      <p className="mb-2 text-sm font-medium">{test.ok ? "It works." : "It does not work yet."}</p>
      <ul className="flex flex-col gap-2">
        {test.checks.map((check) => (
          <li key={check.name} className="grid grid-cols-[10rem_1fr] gap-3 text-sm">
            <Status tone={check.ok ? "good" : "bad"}>
              <span className="text-sm text-ink">{check.name}</span>
              <span className="sr-only">{check.ok ? ": fine." : ": not as it should be."}</span>
            </Status>
            <div>
              <p className="text-soft">{check.detail}</p>
              {check.todo ? <p className="mt-0.5 text-ink">{check.todo}</p> : null}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
