import { Link } from "@tanstack/react-router";
import { Ellipsis, ExternalLink } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { type Family, sizeWords, TASKS, useFamilies } from "@/graphql/catalogue";
import { useNews } from "@/graphql/live-catalogue";
import { IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Menu } from "@/ui/menu";
import { Facts, Part, Side } from "@/ui/side";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { Correct } from "./correct";
import { ModelQuery, type Place, type WholeModel } from "./documents";
import { MarkButton } from "./mark-button";
import { OwnRating } from "./own-rating";
import { Places } from "./places";
import { Prose } from "./prose";
import { Samples } from "./samples";
import { TriggerWords } from "./trigger-words";
import { type Use, UseMenu } from "./use-menu";
import { useModelActs } from "./use-model-acts";
import { Versions } from "./versions";
import { countWords, familyWords, kindWords } from "./words";

type DetailProps = {
  modelId: string;
  mature: boolean;
  places: readonly Place[];
  onUse: Use;
  onClose: () => void;
};

/** All that is known of a model. */
export function ModelDetail({ modelId, mature, places, onUse, onClose }: DetailProps) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: ModelQuery,
    variables: { id: modelId, nsfw: mature },
    requestPolicy: "cache-and-network",
  });
  useNews("models", () => reread({ requestPolicy: "network-only" }));
  useActions([
    { id: "side.close", label: "Close the model", group: "View", keys: "Escape", run: onClose },
  ]);
  const model = data?.node?.__typename === "Model" ? data.node : null;
  if (model) return <Known key={model.id} {...{ model, places, onUse, onClose }} />;
  return (
    <Side label="Model" title="Model" onClose={onClose}>
      {error && !fetching ? (
        <Unread what="model" onAgain={() => reread({ requestPolicy: "network-only" })} />
      ) : data && !fetching ? (
        <Empty title="This model is not in the catalogue">It was taken out, or never there.</Empty>
      ) : (
        <div className="flex flex-col gap-3 p-4">
          <Skeleton className="h-40" />
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </div>
      )}
    </Side>
  );
}

type KnownProps = {
  model: WholeModel;
  places: readonly Place[];
  onUse: Use;
  onClose: () => void;
};

function Known({ model, places, onUse, onClose }: KnownProps) {
  const acts = useModelActs();
  const families = useFamilies();
  const [correcting, setCorrecting] = useState(false);
  const family = model.family ? families.get(model.family) : undefined;
  async function remove() {
    if (await acts.remove(model)) onClose();
  }
  const name = `“${model.name}”`;
  useActions([
    {
      id: "model.mark",
      label: `${model.isBookmarked ? "Unmark" : "Mark"} ${name}`,
      group: "Edit",
      keys: "b",
      run: () => void acts.bookmark(model),
    },
    {
      id: "model.correct",
      label: `Correct ${name}`,
      group: "Edit",
      keys: "e",
      run: () => setCorrecting(true),
    },
    {
      id: "model.delete",
      label: `Take ${name} out of the catalogue`,
      group: "Edit",
      keys: "Delete",
      run: () => void remove(),
    },
  ]);
  return (
    <Side
      label="Model"
      title={model.name}
      onClose={onClose}
      tools={
        <>
          <MarkButton model={model} keys="b" onPress={() => void acts.bookmark(model)} />
          <Menu
            label="More for this model"
            items={[
              { id: "edit", label: "Correct", keys: "e", onSelect: () => setCorrecting(true) },
              { id: "line", separator: true },
              {
                id: "delete",
                label: "Take out of the catalogue",
                keys: "Delete",
                danger: true,
                onSelect: () => void remove(),
              },
            ]}
          >
            <IconButton label="More for this model">
              <Ellipsis size={16} />
            </IconButton>
          </Menu>
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-2 px-4 py-3">
        <UseMenu model={model} onUse={onUse} />
        {model.pageUrl ? <PageLink url={model.pageUrl} /> : null}
      </div>
      <Inside {...{ model, family, families, places, acts }} />
      {correcting ? (
        <Correct {...{ model, families, acts }} onClose={() => setCorrecting(false)} />
      ) : null}
    </Side>
  );
}

export function PageLink({ url }: { url: string }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs text-soft hover:bg-hover hover:text-ink"
    >
      Its page
      <ExternalLink size={12} aria-hidden />
    </a>
  );
}

type InsideProps = {
  model: WholeModel;
  family: Family | undefined;
  families: ReadonlyMap<string, Family>;
  places: readonly Place[];
  acts: ReturnType<typeof useModelActs>;
};

function Inside({ model, family, families, places, acts }: InsideProps) {
  const { stats } = model;
  const votes = Number(stats.likes) + Number(stats.dislikes);
  return (
    <>
      {model.samples.length > 0 ? (
        <Part title="Samples">
          <Samples of={model.name} samples={model.samples} />
        </Part>
      ) : null}
      <Part title="What it is">
        <Facts
          facts={[
            ["Kind", kindWords(model)],
            ["File", model.fileName],
            ["Family", familyWords(model, families)],
            ["Base", model.base],
            ["Version", model.versionName],
            ["By", model.creator],
            [
              "Rating",
              votes > 0 ? `${model.rating.toFixed(1)} of 5, ${countWords(votes)} votes` : "",
            ],
            ["Downloads", Number(stats.downloads) > 0 ? countWords(stats.downloads) : ""],
            ["Tags", model.tags.join(", ")],
          ]}
        />
      </Part>
      <Part title="Your stars">
        <OwnRating model={model} acts={acts} />
      </Part>
      {model.triggerWords.length > 0 ? (
        <Part title="Words a prompt needs">
          <TriggerWords words={model.triggerWords} />
        </Part>
      ) : null}
      <Part title="Where it is">
        <Places {...{ model, places, acts }} files={model.files} downloadUrl={model.downloadUrl} />
      </Part>
      {family ? (
        <Part title={`With ${family.label}`}>
          <FamilyFacts family={family} />
        </Part>
      ) : null}
      {model.presets.length > 0 && family ? <PresetLinks presets={model.presets} /> : null}
      {model.description ? (
        <Part title="Its publisher says">
          <Prose text={model.description} />
        </Part>
      ) : null}
      {model.versions.length > 0 ? (
        <Part title="Versions">
          <Versions
            versions={model.versions.map((one) => ({
              ...one,
              modelId: one.id === model.originId ? model.id : null,
            }))}
            kind={model.kind}
            acts={acts}
          />
        </Part>
      ) : null}
    </>
  );
}

/** What its family can do, and within which limits. */
function FamilyFacts({ family }: { family: Family }) {
  return (
    <Facts
      facts={[
        ["Makes", family.tasks.map((task) => TASKS[task]).join(", ")],
        ["Size", sizeWords(family)],
        ["LoRAs", family.maxLoras === 0 ? "None" : `${family.maxLoras} at most`],
        ["Refiner", family.hasRefiner ? "Can be used" : ""],
        ["VAE", family.needsVae ? "Needs a file of its own" : ""],
        ["Two models", family.hasDualModels ? "Share the steps" : ""],
        ["Negative", family.takesNegativePrompts ? "" : "Not understood"],
        ["Needs", family.needs],
        ["Note", family.note],
      ]}
    />
  );
}

function PresetLinks({ presets }: { presets: WholeModel["presets"] }) {
  return (
    <Part title="Presets for it">
      <ul className="flex flex-col">
        {presets.map((preset) => (
          <li key={preset.id}>
            <Link
              to="/presets"
              search={{ preset: preset.id }}
              className="-mx-2 flex min-h-7 items-center gap-2 rounded-md px-2 text-sm hover:bg-hover"
            >
              <span className="min-w-0 truncate">{preset.name}</span>
              {preset.isDefault ? <span className="text-xs text-faint">default</span> : null}
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
