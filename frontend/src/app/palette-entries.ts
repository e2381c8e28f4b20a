/** What the palette can find, from everywhere. */
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useQuery } from "urql";
import { run, useRegistered, wantedOf } from "@/actions/registry";
import type { Wanted } from "@/graphql/price-tag";
import type { WholeProject } from "@/graphql/project";
import { graphql } from "@/graphql/tada";
import { FRAMINGS } from "@/graphql/words";
import { chooseTheme, THEME_NAMES, THEMES } from "@/ui/theme";
import { recent } from "./recent";
import { reveal } from "./reveal";
import { type Entry, type Found, indexed, search } from "./search";

const FindProjects = graphql(`
  query FindProjects($name: String) {
    projects(first: 6, filter: { name: $name }) {
      nodes {
        id
        name
      }
    }
  }
`);

export type Choice = Entry & {
  run: () => void;
  keys?: string | undefined;
  /** Why it cannot be done now. */
  blocked?: string | null | undefined;
  /** What it would render now. */
  price?: (() => Wanted | null) | undefined;
};

const PROJECT = "project ";

/** What fits the text, by groups; without one, what was chosen lately and what can be done now. */
export function useChoices(text: string, project: WholeProject | null): Found<Choice>[] {
  const actions = useActionChoices();
  const places = usePlaces(project);
  const named = useProjects(text);
  const fixed = useMemo(() => indexed([...actions, ...THEME_CHOICES]), [actions]);
  const shots = useMemo(() => indexed(places), [places]);
  return useMemo(() => {
    const others = named.filter(({ key }) => key !== PROJECT + project?.id);
    const all = [...fixed, ...indexed(others), ...shots];
    const lately = recent.all().map(({ key }) => key);
    if (text !== "") {
      const found = search(all, text, lately);
      // They come later than the rest, which is not to move then.
      return project ? found.toSorted((a, b) => Number(isLate(a)) - Number(isLate(b))) : found;
    }
    const last = lately.flatMap((key) => all.find(({ entry }) => entry.key === key)?.entry ?? []);
    const rest = actions.filter((one) => !one.blocked && !lately.includes(one.key));
    const begun = last.length > 0 ? [{ group: "Recent", entries: last }] : [];
    return [...begun, ...search(indexed(rest), "")];
  }, [text, fixed, named, shots, actions, project]);
}

const isLate = ({ group }: Found<Choice>) => group === "Projects";

function useActionChoices(): Choice[] {
  const registered = useRegistered();
  return useMemo(
    () =>
      registered.flatMap((action) =>
        action.hidden
          ? []
          : {
              key: `action ${action.id}`,
              group: action.group,
              title: action.label,
              words: action.group,
              keys: action.keys,
              blocked: action.blocked,
              price: action.price && (() => wantedOf(action)),
              run: () => run(action),
            },
      ),
    [registered],
  );
}

const THEME_CHOICES: Choice[] = THEMES.map((theme) => ({
  key: `theme ${theme}`,
  group: "View",
  title: `Theme: ${THEME_NAMES[theme].toLowerCase()}`,
  words: "look colours",
  run: () => chooseTheme(theme),
}));

/** The scenes and shots of the project that is open. */
function usePlaces(project: WholeProject | null): Choice[] {
  const navigate = useNavigate();
  return useMemo(() => {
    if (!project) return [];
    function go(scene: string, clip: string | undefined) {
      if (!project) return;
      void navigate({
        to: "/projects/$projectId",
        params: { projectId: project.id },
        search: (before: { queue?: true }) => ({ queue: before.queue, scene, clip }) as never,
      });
      if (clip) reveal(clip);
    }
    const scenes = project.scenes.map((scene, at) => ({
      key: `scene ${scene.id}`,
      group: "Scenes",
      title: scene.name,
      detail: `Scene ${at + 1}`,
      words: `${scene.location} ${scene.characters.join(" ")}`,
      run: () => go(scene.id, scene.clips[0]?.id),
    }));
    const shots = project.scenes.flatMap((scene) =>
      scene.clips.map((clip) => ({
        key: `shot ${clip.id}`,
        group: "Shots",
        title: clip.number,
        detail: [FRAMINGS[clip.framing], clip.caption || clip.name].filter(Boolean).join(" · "),
        words: [clip.name, clip.imagePrompt, scene.name, ...clip.characters].join(" "),
        run: () => go(scene.id, clip.id),
      })),
    );
    return [...scenes, ...shots];
  }, [project, navigate]);
}

/** The projects of that name, and those that were opened here lately. */
function useProjects(name: string): Choice[] {
  const navigate = useNavigate();
  const [{ data }] = useQuery({ query: FindProjects, variables: { name }, pause: name === "" });
  return useMemo(() => {
    const found = name === "" ? [] : (data?.projects.nodes ?? []);
    const known = recent
      .all()
      .filter(({ key }) => key.startsWith(PROJECT))
      .map(({ key, title }) => ({ id: key.slice(PROJECT.length), name: title }));
    const all = new Map([...known, ...found].map((project) => [project.id, project.name]));
    return [...all].map(([id, title]) => ({
      key: PROJECT + id,
      group: "Projects",
      title,
      run: () => void navigate({ to: "/projects/$projectId", params: { projectId: id } }),
    }));
  }, [name, data, navigate]);
}
