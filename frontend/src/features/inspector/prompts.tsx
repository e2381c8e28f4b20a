import { Keys } from "@/ui/keys";
import type { Found } from "./film";
import { Section } from "./section";
import { TextDraft } from "./text-draft";

/** What the image and the video model are told. */
export function Prompts({ found: { clip } }: { found: Found }) {
  const of = `of shot ${clip.number}`;
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
      </div>
    </Section>
  );
}
