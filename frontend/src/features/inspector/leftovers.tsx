import { Copy, X } from "lucide-react";
import { notices } from "@/actions/notices";
import { IconButton } from "@/ui/button";
import { useUnsaved } from "./use-draft";

/** What was typed for a shot that is gone, so that it is not lost with it. */
export function Leftovers({ clipId }: { clipId: string }) {
  const { found, drop } = useUnsaved(clipId);
  if (found.length === 0) return null;
  async function copy(text: string) {
    await navigator.clipboard.writeText(text);
    notices.say("Text copied.");
  }
  return (
    <section aria-labelledby="leftovers" className="border-t border-line p-4">
      <h3 id="leftovers" className="text-xs font-semibold">
        Not saved
      </h3>
      <ul>
        {found.map(({ field, draft: { label, text } }) => (
          <li key={field} className="mt-3">
            <div className="flex items-center gap-1 text-xs text-soft">
              <p className="min-w-0 grow truncate first-letter:uppercase">{label}</p>
              <IconButton small label={`Copy the ${label}`} onClick={() => void copy(text)}>
                <Copy size={14} aria-hidden />
              </IconButton>
              <IconButton small label={`Forget the ${label}`} onClick={() => drop(field)}>
                <X size={14} aria-hidden />
              </IconButton>
            </div>
            <p className="mt-1 max-h-40 overflow-y-auto whitespace-pre-wrap rounded-md bg-well px-2.5 py-1.5 text-sm wrap-anywhere">
              {text}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
