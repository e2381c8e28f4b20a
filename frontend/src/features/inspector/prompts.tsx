import { PenLine } from "lucide-react";
import { type Action, useActions } from "@/actions/registry";
import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";
import { Tip } from "@/ui/tip";
import type { Found } from "./film";
import { Section } from "./section";
import { TextDraft } from "./text-draft";
import { useUnsaved } from "./use-draft";
import { useWriting } from "./use-writing";

/** What the image and the video model are told. */
export function Prompts({ found: { clip } }: { found: Found }) {
  const of = `of shot ${clip.number}`;
  const anew = useAnew(clip);
  return (
    <Section title="Prompts">
      <div className="flex flex-col gap-3">
        <TextDraft
          weights
          id={clip.id}
          field="imagePrompt"
          value={clip.imagePrompt}
          what={`picture prompt ${of}`}
          label="Picture"
        />
        <TextDraft
          weights
          id={clip.id}
          field="videoPrompt"
          value={clip.videoPrompt}
          what={`motion prompt ${of}`}
          label="Motion"
        />
        <TextDraft
          weights
          id={clip.id}
          field="negativePrompt"
          value={clip.negativePrompt}
          what={`unwanted things ${of}`}
          label="Not wanted"
          placeholder="Such as text, watermark, extra fingers"
        />
        <p className="text-xs text-faint">
          Choose words and press <Keys keys="$mod+ArrowUp" /> or <Keys keys="$mod+ArrowDown" /> to
          give them more or less weight.
        </p>
        <Tip label="From its framing, its words, its cast and its scene">
          <Button
            look="quiet"
            size="sm"
            className="-ml-2 self-start"
            disabled={Boolean(anew.blocked)}
            onClick={() => anew.run()}
          >
            <PenLine size={14} aria-hidden />
            {anew.label}
          </Button>
        </Tip>
      </div>
    </Section>
  );
}

/** Writing the prompts from the shot, once nothing is left to be saved of them. */
function useAnew(clip: Found["clip"]): Action {
  const write = useWriting();
  const { found } = useUnsaved(clip.id);
  const open = found.some(({ field }) => field === "imagePrompt" || field === "videoPrompt");
  const action: Action = {
    id: "inspector.write",
    label: "Write the prompts from the shot again",
    group: "Edit",
    blocked: open ? "A prompt is not saved yet" : null,
    run: () => write(clip),
  };
  useActions([action]);
  return action;
}
