import { Upload } from "lucide-react";
import { useRef } from "react";
import { ACCEPTED, useBring, useBringing } from "@/graphql/bringing";
import { Button } from "@/ui/button";
import { Progress } from "@/ui/status";
import { useFileDrop } from "@/ui/use-file-drop";

type OwnFileProps = { clipId: string; title: string };

/** Adds a picture, a video or a sound of one's own as a take: chosen, or dropped here. */
export function OwnFile({ clipId, title }: OwnFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const bring = useBring(clipId);
  const progress = useBringing(clipId);
  const { over, listeners } = useFileDrop(bring);
  return (
    <section
      aria-label="Your own file"
      {...listeners}
      className={`flex flex-col gap-2 border-t border-line px-4 py-3 ${over ? "bg-accent-wash" : ""}`}
    >
      <div className="flex items-center gap-3">
        <Button size="sm" disabled={progress !== null} onClick={() => input.current?.click()}>
          <Upload size={14} aria-hidden />
          Add my own file
        </Button>
        <span className="min-w-0 truncate text-xs text-faint">or drop it here</span>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        aria-label={`Files for ${title}`}
        onChange={({ currentTarget }) => {
          bring(currentTarget.files ?? []);
          currentTarget.value = "";
        }}
      />
      {progress === null ? null : <Progress value={progress} label={`Adding a file to ${title}`} />}
    </section>
  );
}
