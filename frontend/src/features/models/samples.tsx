import { ChevronLeft, ChevronRight, Play } from "lucide-react";
import { useState } from "react";
import { notices } from "@/actions/notices";
import { useActions } from "@/actions/registry";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Picture } from "@/ui/picture";
import type { Sample } from "./documents";

type SamplesProps = { of: string; samples: readonly Sample[] };

/** What a model makes, as its publisher shows it. */
export function Samples({ of, samples }: SamplesProps) {
  const [shown, show] = useState<number | null>(null);
  if (samples.length === 0) return null;
  return (
    <>
      <ul className="grid grid-cols-3 gap-1.5">
        {samples.map((sample, at) => (
          <li key={sample.url}>
            <button
              type="button"
              aria-label={`Sample ${at + 1}${sample.isVideo ? ", moving" : ""}`}
              onClick={() => show(at)}
              className="relative block w-full overflow-hidden rounded-md"
            >
              <Picture
                url={sample.isVideo ? null : sample.mediaUrl}
                className="aspect-square w-full"
                instead={sample.isVideo ? <Play size={20} aria-hidden /> : "Not to be had"}
              />
            </button>
          </li>
        ))}
      </ul>
      {shown === null ? null : (
        <Viewer {...{ of, samples, shown }} onShow={show} onClose={() => show(null)} />
      )}
    </>
  );
}

type ViewerProps = SamplesProps & {
  shown: number;
  onShow: (at: number) => void;
  onClose: () => void;
};

function Viewer({ of, samples, shown, onShow, onClose }: ViewerProps) {
  const sample = samples[shown];
  const step = (way: 1 | -1) => onShow((shown + way + samples.length) % samples.length);
  const arrow = (id: string, label: string, keys: string, way: 1 | -1) =>
    ({
      id,
      label,
      group: "View",
      keys,
      hidden: true,
      whileTyping: true,
      run: () => step(way),
    }) as const;
  useActions([
    arrow("sample.before", "The sample before", "ArrowLeft", -1),
    arrow("sample.next", "The next sample", "ArrowRight", 1),
  ]);
  if (!sample) return null;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Sample ${shown + 1} of ${samples.length}`}
      description={of}
      footer={
        <>
          <IconButton label="The sample before" keys="ArrowLeft" onClick={() => step(-1)}>
            <ChevronLeft size={16} />
          </IconButton>
          <IconButton label="The next sample" keys="ArrowRight" onClick={() => step(1)}>
            <ChevronRight size={16} />
          </IconButton>
          <div className="grow" />
          {sample.prompt ? (
            <Button onClick={() => void copy(sample.prompt, "The prompt is copied.")}>
              Copy prompt
            </Button>
          ) : null}
        </>
      }
    >
      <div className="grid place-items-center rounded-md bg-stage">
        {sample.isVideo ? (
          <video
            src={sample.mediaUrl}
            muted
            controls
            loop
            aria-label={sample.prompt || `What ${of} makes`}
            className="max-h-[55vh] max-w-full"
          />
        ) : (
          <img
            src={sample.mediaUrl}
            alt={sample.prompt || `What ${of} makes`}
            className="max-h-[55vh] max-w-full object-contain"
          />
        )}
      </div>
      {sample.prompt ? (
        <p className="mt-3 max-w-3xl select-text text-sm text-soft wrap-anywhere">
          {sample.prompt}
        </p>
      ) : null}
    </Dialog>
  );
}

export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notices.say(said);
  } catch {
    notices.warn("The browser did not allow copying. Select the text and copy it by hand.");
  }
}
