import { Skeleton } from "@/ui/status";
import type { Written } from "./documents";
import { beginning } from "./wish";

const LINES = 200;

type PreviewProps = { written: Written | null; waiting: boolean };

/** The beginning of what would be written. */
export function Preview({ written, waiting }: PreviewProps) {
  const document = written?.documents[0];
  if (!document && waiting) return <Skeleton className="h-48" />;
  if (!document) return null;
  return (
    <textarea
      readOnly
      aria-label={`The beginning of ${document.name}`}
      aria-busy={waiting}
      spellCheck={false}
      wrap="off"
      className="h-48 shrink-0 resize-none rounded-md border border-line bg-well p-3 font-mono text-xs leading-relaxed"
      value={beginning(document.text, LINES)}
    />
  );
}
