import { clsx } from "clsx";
import { FileOutput } from "lucide-react";
import { buttonClass } from "@/ui/button";
import { Tip } from "@/ui/tip";
import { useExportNews, useExports } from "./use-exports";
import { percent, together } from "./words";

/** Opens the exports of a project, says how far they are, and tells when one is there. */
export function ExportButton({ projectId, onPress }: { projectId: string; onPress: () => void }) {
  const { exports } = useExports(projectId);
  useExportNews(exports);
  const { count, progress } = together(exports);
  const label = count > 0 ? `Export ${percent(progress)}, ${count} under way` : "Export";
  return (
    <Tip label={label} keys="$mod+e">
      <button
        type="button"
        aria-label={label}
        onClick={onPress}
        className={buttonClass("quiet", "sm", clsx(count === 0 && "max-lg:hidden"))}
      >
        <FileOutput size={14} aria-hidden />
        <span className="max-lg:hidden">Export</span>{" "}
        {count > 0 ? <span className="text-accent tabular-nums">{percent(progress)}</span> : null}
      </button>
    </Tip>
  );
}
