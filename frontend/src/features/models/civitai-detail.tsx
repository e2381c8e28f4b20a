import { useQuery } from "urql";
import { useActions } from "@/actions/registry";
import { MODEL_KINDS } from "@/graphql/catalogue";
import { useNews } from "@/graphql/live-catalogue";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Facts, Part, Side } from "@/ui/side";
import { Skeleton } from "@/ui/status";
import { PageLink } from "./detail";
import { CivitaiModelQuery, type WholePublished } from "./documents";
import { Prose } from "./prose";
import { Samples } from "./samples";
import { TriggerWords } from "./trigger-words";
import { useModelActs } from "./use-model-acts";
import { Versions } from "./versions";
import { countWords } from "./words";

type CivitaiDetailProps = { id: string; mature: boolean; onClose: () => void };

/** A model as CivitAI tells of it. */
export function CivitaiDetail({ id, mature, onClose }: CivitaiDetailProps) {
  const [{ data, error, fetching }, reread] = useQuery({
    query: CivitaiModelQuery,
    variables: { id, nsfw: mature },
  });
  // Which of its versions are in the catalogue is told with it.
  useNews("models", () => reread({ requestPolicy: "network-only" }));
  useActions([
    { id: "side.close", label: "Close the model", group: "View", keys: "Escape", run: onClose },
  ]);
  const found = data?.civitaiModel;
  const problem = found?.problem ?? (error ? "The studio does not answer." : null);
  return (
    <Side label="Model at CivitAI" title={found?.model?.name ?? "At CivitAI"} onClose={onClose}>
      {found?.model ? (
        <Inside model={found.model} />
      ) : problem && !fetching ? (
        <Empty
          title="It cannot be shown"
          actions={
            <Button onClick={() => reread({ requestPolicy: "network-only" })}>Try again</Button>
          }
        >
          {problem}
        </Empty>
      ) : found && !fetching ? (
        <Empty title="CivitAI has no such model">It may have been taken down.</Empty>
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

function Inside({ model }: { model: WholePublished }) {
  const acts = useModelActs();
  const [newest] = model.versions;
  const votes = Number(model.likes) + Number(model.dislikes);
  return (
    <>
      <div className="flex items-center px-2 py-2">
        <PageLink url={model.pageUrl} />
      </div>
      {newest && newest.samples.length > 0 ? (
        <Part title="Samples">
          <Samples of={model.name} samples={newest.samples} />
        </Part>
      ) : null}
      <Part title="Versions">
        <Versions versions={model.versions} kind={model.kind} acts={acts} />
        <p className="mt-2 text-xs text-faint">
          Adding brings what is told of it, not its file: that goes to an endpoint by your own hand.
        </p>
      </Part>
      <Part title="What it is">
        <Facts
          facts={[
            ["Kind", model.kind ? MODEL_KINDS[model.kind] : "Nothing that is used here"],
            ["By", model.creator],
            [
              "Rating",
              votes > 0 ? `${model.rating.toFixed(1)} of 5, ${countWords(votes)} votes` : "",
            ],
            ["Downloads", countWords(model.downloads)],
            ["Tags", model.tags.join(", ")],
          ]}
        />
      </Part>
      {newest && newest.triggerWords.length > 0 ? (
        <Part title="Words a prompt needs">
          <TriggerWords words={newest.triggerWords} />
        </Part>
      ) : null}
      {model.description ? (
        <Part title="Its publisher says">
          <Prose text={model.description} />
        </Part>
      ) : null}
    </>
  );
}
