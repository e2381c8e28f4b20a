import { CircleAlert } from "lucide-react";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/status";
import { PreviewList } from "./preview";
import type { Row } from "./shots";
import type { LivePreview } from "./use-preview";

type PreviewPaneProps = {
  live: LivePreview;
  rows: readonly Row[];
  active: number;
  follow: boolean;
  onHover: (at: number | null) => void;
  onChoose: (at: number) => void;
};

/** What the script becomes; before there is one, how it is read. */
export function PreviewPane({ live, rows, active, ...acts }: PreviewPaneProps) {
  const { preview, problem, reading } = live;
  return (
    <section
      aria-label="What it becomes"
      aria-busy={reading}
      className="flex min-h-0 flex-col border-line bg-panel max-md:border-t md:border-l"
    >
      {problem ? <Trouble live={live} /> : null}
      {preview?.title ? (
        <h2 className="px-6 pb-2 pt-4 text-lg font-semibold tracking-tight">{preview.title}</h2>
      ) : (
        <div className="h-3 shrink-0" />
      )}
      <div className={`min-h-0 grow transition-opacity ${reading && preview ? "opacity-60" : ""}`}>
        {rows.length > 0 ? <PreviewList rows={rows} active={active} {...acts} /> : null}
        {rows.length === 0 && reading ? <Coming /> : null}
        {rows.length === 0 && !reading && !problem ? <Lesson /> : null}
      </div>
    </section>
  );
}

function Trouble({ live: { problem, again } }: { live: LivePreview }) {
  if (!problem) return null;
  const mendable = problem.code.startsWith("SCRIPT");
  return (
    <div
      role="alert"
      className="m-3 mb-0 flex items-start gap-2 rounded-md bg-bad-wash px-3 py-2 text-sm"
    >
      <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
      <p className="min-w-0 grow">{problem.message}</p>
      {mendable ? null : (
        <Button size="sm" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}

function Coming() {
  return (
    <div className="flex flex-col gap-3 px-6 pt-3">
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
    </div>
  );
}

const RULES = [
  ["INT. LIGHTHOUSE - NIGHT", "A heading begins a scene: a place and a time of day."],
  ["Mara climbs the stair.", "A line of action becomes a shot."],
  ["MARA\nOne more night.", "A name in capitals and what they say become a shot of who speaks."],
  ["MARA (60s, red raincoat)", "Words in brackets are the look; it stays the same in every shot."],
  ["CLOSE ON her hands", "Words of the camera choose the framing."],
] as const;

function Lesson() {
  return (
    <div className="h-full overflow-y-auto px-6 pb-6 pt-2">
      <h2 className="text-lg font-semibold">What it becomes is shown here</h2>
      <p className="mb-5 mt-1 text-sm text-soft">
        Screenplays in Fountain are plain text, and so is prose: chapters become scenes, sentences
        become shots.
      </p>
      <dl className="flex flex-col gap-4">
        {RULES.map(([script, words]) => (
          <div key={script}>
            <dt className="mb-1 whitespace-pre-line rounded-md bg-well px-3 py-2 font-script text-sm">
              {script}
            </dt>
            <dd className="text-sm text-soft">{words}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
