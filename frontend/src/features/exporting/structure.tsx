import { bytesWords } from "@/graphql/catalogue";
import { plural } from "@/ui/words";
import { barsOf } from "./bars";
import type { Report } from "./documents";
import { filmWords } from "./words";

const MOST_FILES = 200;

/** What it would be made of: its tracks as they lie in time, and its files. */
export function Structure({ report }: { report: Report }) {
  const { tracks, files, lengthFrames, missingCount, mediaBytes } = report;
  const named = namesOf(tracks);
  return (
    <section aria-label="What is in it" className="flex flex-col gap-2">
      <p className="text-xs text-soft tabular-nums">
        {filmWords(report)}
        {missingCount > 0 ? `, ${missingCount} without a take` : ""}
      </p>
      <ul className="flex flex-col gap-px overflow-hidden rounded-md border border-line bg-well">
        {named.toReversed().map(({ name, track }) => (
          <li key={name} className="flex items-center">
            <span className="w-9 shrink-0 px-2 text-2xs text-faint tabular-nums">{name}</span>
            <Bars track={track} name={name} length={lengthFrames} />
          </li>
        ))}
      </ul>
      {files.length > 0 ? (
        <details className="text-xs">
          <summary className="min-h-6 w-fit cursor-pointer rounded-md text-soft tabular-nums hover:text-ink">
            {plural(files.length, "file")}, {bytesWords(mediaBytes)}
          </summary>
          <ul className="mt-1 flex max-h-40 flex-col overflow-y-auto rounded-md border border-line px-3 py-1.5">
            {files.slice(0, MOST_FILES).map(({ assetId, name, size }) => (
              <li key={assetId} className="flex gap-3 py-0.5">
                <span className="min-w-0 grow truncate">{name}</span>
                <span className="shrink-0 text-faint tabular-nums">{bytesWords(size)}</span>
              </li>
            ))}
            {files.length > MOST_FILES ? (
              <li className="text-faint">And {plural(files.length - MOST_FILES, "file")} more.</li>
            ) : null}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

type ReportTrack = Report["tracks"][number];

/** V1, V2, A1: the lowest first, sound below. */
function namesOf(tracks: readonly ReportTrack[]) {
  const heard = tracks.filter(({ kind }) => kind === "AUDIO");
  const seen = tracks.filter(({ kind }) => kind !== "AUDIO");
  return [
    ...heard.map((track, at) => ({ name: `A${at + 1}`, track })).toReversed(),
    ...seen.map((track, at) => ({ name: `V${at + 1}`, track })),
  ];
}

type BarsProps = { track: ReportTrack; name: string; length: number };

function Bars({ track, name, length }: BarsProps) {
  const { there, missing } = barsOf(track.clips, length);
  const what = `${name}: ${plural(track.clipCount, track.kind === "AUDIO" ? "sound" : "shot")}`;
  return (
    <svg
      role="img"
      aria-label={what}
      viewBox="0 0 1000 10"
      preserveAspectRatio="none"
      className="h-5 min-w-0 grow border-l border-line"
    >
      <path d={there} className={track.kind === "AUDIO" ? "fill-edge" : "fill-accent"} />
      <path d={missing} className="fill-pressed" />
    </svg>
  );
}
