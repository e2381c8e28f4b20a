import { X } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useCastNews } from "@/graphql/cast";
import { type CastingChange, useCastings } from "@/graphql/castings";
import type { WholeProject } from "@/graphql/project";
import { Button, IconButton } from "@/ui/button";
import { ChoiceField } from "@/ui/field";
import { Part } from "@/ui/side";
import { CastingsQuery } from "./documents";
import type { Tab } from "./words";

type AppliedProps = {
  project: WholeProject;
  tab: Tab;
  item: { id: string; name: string };
};

/** Where a character or a style is cast by hand; to the project, a scene, or one shot more. */
export function Applied({ project, tab, item }: AppliedProps) {
  const [placeId, setPlace] = useState(project.id);
  const { apply } = useCastings();
  const subject = tab === "styles" ? { styleId: item.id } : { characterId: item.id };
  const [{ data }, reread] = useQuery({
    query: CastingsQuery,
    variables: { filter: { projectId: project.id, ...subject } },
    requestPolicy: "cache-and-network",
  });
  useCastNews(project.id, "feeds", () => reread({ requestPolicy: "network-only" }));
  const places = placesOf(project);
  const put = (label: string, id: string, part: Partial<CastingChange>) =>
    void apply(label, [
      { placeIds: [id], prominence: 1, absent: false, present: true, ...subject, ...part },
    ]);
  const nameOf = (id: string) =>
    id === project.id
      ? "the whole project"
      : (project.scenes.find((scene) => scene.id === id)?.name ?? "a shot");
  return (
    <Part title={tab === "styles" ? "Applied to" : "Cast in"}>
      <ul className="mb-2 flex flex-col empty:hidden">
        {(data?.castings.nodes ?? []).map(({ id, scene, clip, absent }) => {
          const where = clip?.id ?? scene?.id ?? project.id;
          const words = clip ? `Shot ${clip.number}` : (scene?.name ?? "The whole project");
          return (
            <li key={id} className="flex min-h-7 items-center gap-2 text-sm">
              <span className="min-w-0 grow truncate">
                {words}
                {absent ? <span className="text-faint">, not there</span> : null}
              </span>
              <IconButton
                small
                label={`Take away from: ${words}`}
                onClick={() =>
                  put(`Took “${item.name}” from ${nameOf(where)}`, where, { present: false })
                }
              >
                <X size={14} />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <div className="flex items-end gap-2">
        <div className="min-w-0 grow">
          <ChoiceField
            label="Where"
            value={placeId}
            choices={places}
            onChange={({ target }) => setPlace(target.value)}
          />
        </div>
        <Button onClick={() => put(`“${item.name}” is in ${nameOf(placeId)}`, placeId, {})}>
          {tab === "styles" ? "Apply" : "Cast"}
        </Button>
      </div>
      <p className="mt-1.5 text-xs text-faint">
        For chosen shots, choose them on the storyboard; “Cast” is in the inspector.
      </p>
    </Part>
  );
}

function placesOf(project: WholeProject) {
  return [
    { value: project.id, label: "The whole project" },
    ...project.scenes.map(({ id, name }) => ({ value: id, label: name })),
  ];
}
