import { Copy } from "lucide-react";
import { notices } from "@/actions/notices";
import { lengthOf, rateOf } from "@/editor/time";
import type { Take } from "@/graphql/entities";
import { KINDS } from "@/graphql/words";
import { IconButton } from "@/ui/button";
import { Differences, Recipe } from "./recipe";

type FactsProps = {
  name: string;
  take: Take;
  /** The one that it is compared with. */
  against: { name: string; take: Take } | undefined;
};

/** How a take was made, and differently from another. */
export function Facts({ name, take, against }: FactsProps) {
  const when = new Date(take.createdAt);
  const rows: [string, string | null][] = [
    ["Kind", KINDS[take.kind]],
    ["Size", take.width && take.height ? `${take.width} × ${take.height}` : null],
    ["Length", take.frames && take.fps ? lengthOf(take.frames, rateOf(take.fps)) : null],
    ["Model", take.model],
    ["Seed", take.seed],
    ["Made", when.toLocaleString()],
    ["File", `${take.mediaType}, ${Math.ceil(Number(take.size) / 1024).toLocaleString()} kB`],
  ];
  return (
    <aside
      aria-label="How this take was made"
      className="flex w-64 shrink-0 lg:w-80 flex-col gap-4 overflow-y-auto border-l border-line bg-panel p-4 text-sm"
    >
      {against ? (
        <Differences left={against.take.id} right={take.id} names={[against.name, name]} />
      ) : null}
      <h3 className="font-semibold tabular-nums">{name}</h3>
      <dl className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1.5">
        {rows.map(([name, value]) =>
          value ? (
            <div key={name} className="contents">
              <dt className="text-faint">{name}</dt>
              <dd className="tabular-nums wrap-anywhere">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <Words title="Prompt" text={take.prompt} />
      <Words title="Not wanted" text={take.negativePrompt} />
      <Recipe takeId={take.id} />
    </aside>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  if (!text) return null;
  async function copy() {
    await navigator.clipboard.writeText(text);
    notices.say(`${title} copied.`);
  }
  return (
    <section>
      <div className="flex items-center justify-between">
        <h4 className="text-xs font-semibold text-faint">{title}</h4>
        <IconButton small label={`Copy ${title.toLowerCase()}`} onClick={() => void copy()}>
          <Copy size={14} />
        </IconButton>
      </div>
      <p className="whitespace-pre-wrap wrap-anywhere">{text}</p>
    </section>
  );
}
