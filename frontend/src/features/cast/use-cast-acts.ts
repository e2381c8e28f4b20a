/** What can be done with characters, locations and styles, each with its way back. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, type Outcome, type Problem, telling, useAct } from "@/graphql/act";
import { type Person, type Place, type Style, tellOfCast } from "@/graphql/cast";
import { inTurn } from "@/graphql/in-turn";
import type { VariablesOf } from "@/graphql/tada";
import { useWish, type wishing } from "@/graphql/wish";
import { saveFile } from "@/ui/save-file";
import { plural } from "@/ui/words";
import {
  CreateCharacter,
  CreateLocation,
  DeleteCharacter,
  DeleteLocation,
  DuplicateCharacter,
  RestoreCharacter,
  RestoreCharacterVersion,
  RestoreLocation,
  SaveCharacterToLibrary,
  UpdateCharacter,
  UpdateLocation,
  UseLibraryCharacter,
} from "./documents";
import {
  CreateStyle,
  DeleteStyle,
  DuplicateStyle,
  ExportStyles,
  ImportStyles,
  RestoreStyle,
  ShareStyle,
  UpdateStyle,
} from "./style-documents";
import type { Tab } from "./words";

type Wish = ReturnType<typeof wishing>;
type Named = { id: string; name: string };
type Wrong = readonly Problem[];

type PersonDraft = Omit<VariablesOf<typeof CreateCharacter>["input"], "projectId">;
type PlaceDraft = Omit<VariablesOf<typeof CreateLocation>["input"], "projectId">;
type StyleDraft = Omit<VariablesOf<typeof CreateStyle>["input"], "projectId">;

type Shown = (id: string) => void;

export function useCastActs(projectId: string) {
  const plain = useAct();
  const plainWish = useWish();
  return useMemo(() => {
    const act = telling(plain, tellOfCast);
    const wish = telling(plainWish, tellOfCast);
    const make = makers(act, wish, projectId);
    return {
      ...make,
      ...changers(act),
      duplicate: (tab: Tab, item: Person | Place | Style, done: Shown) =>
        duplicate({ act, wish, make }, tab, item, done),
      remove: (tab: Tab, item: Named) =>
        history.do({
          label: `Deleted “${item.name}”`,
          run: () => remove(act, tab, item.id),
          undo: () => restore(act, tab, item.id),
        }),
      keep: async (person: Named) => {
        const outcome = await act(SaveCharacterToLibrary, { id: person.id });
        if (outcome.ok) notices.say(`“${person.name}” is in the library, for every project.`);
        else notices.problems(outcome.problems);
      },
      share: async (style: Style) => {
        const outcome = await act(ShareStyle, { id: style.id, expectedVersion: style.version });
        if (outcome.ok) notices.say(`“${style.name}” is of the library now, for every project.`);
        else notices.problems(outcome.problems);
      },
      take: async (person: Named, done: Shown) => {
        const outcome = await act(UseLibraryCharacter, { id: person.id, projectId });
        const taken = outcome.payload?.character;
        if (!outcome.ok || !taken) notices.problems(outcome.ok ? [] : outcome.problems);
        else await made(act, "characters", `Took “${taken.name}” from the library`, [taken.id]);
        if (outcome.ok && taken) done(taken.id);
      },
      save: (styles: readonly Named[]) => save(act, styles),
      bringIn: async (text: string) => {
        const outcome = await wish(ImportStyles, { text, projectId });
        if (!outcome.ok) return;
        const ids = outcome.payload.styles.map(({ id }) => id);
        await made(act, "styles", `Brought in ${plural(ids.length, "style")}`, ids);
      },
    };
  }, [plain, plainWish, projectId]);
}

export type CastActs = ReturnType<typeof useCastActs>;

function remove(act: Act, tab: Tab, id: string) {
  if (tab === "characters") return act(DeleteCharacter, { id });
  return tab === "styles" ? act(DeleteStyle, { id }) : act(DeleteLocation, { id });
}

function restore(act: Act, tab: Tab, id: string) {
  if (tab === "characters") return act(RestoreCharacter, { id });
  return tab === "styles" ? act(RestoreStyle, { id }) : act(RestoreLocation, { id });
}

/** What was made already, to be taken back and made again. */
function made(act: Act, tab: Tab, label: string, ids: readonly string[]): Promise<void> {
  return history.done({
    label,
    run: () => inTurn(ids, (id) => restore(act, tab, id)),
    undo: () => inTurn(ids, (id) => remove(act, tab, id)),
  });
}

/** Each answers with what is wrong, or calls `done`. */
function makers(act: Act, wish: Wish, projectId: string) {
  async function after<Payload>(
    tab: Tab,
    outcome: Outcome<Payload>,
    item: Named | null | undefined,
    done: Shown,
  ): Promise<Wrong> {
    if (!outcome.ok) return outcome.problems;
    if (!item) return [];
    await made(act, tab, `Made “${item.name}”`, [item.id]);
    done(item.id);
    return [];
  }
  const quiet = { quiet: true };
  return {
    makePerson: async (draft: PersonDraft, done: Shown) => {
      const outcome = await wish(CreateCharacter, { ...draft, projectId }, quiet);
      return after("characters", outcome, outcome.payload?.character, done);
    },
    makePlace: async (draft: PlaceDraft, done: Shown) => {
      const outcome = await wish(CreateLocation, { ...draft, projectId }, quiet);
      return after("locations", outcome, outcome.payload?.location, done);
    },
    makeStyle: async (draft: StyleDraft, done: Shown) => {
      const outcome = await wish(CreateStyle, { ...draft, projectId }, quiet);
      return after("styles", outcome, outcome.payload?.style, done);
    },
  };
}

type Made = { outcome: Outcome<unknown>; version: number | undefined };

/** Each way expects the version that the way before left behind. */
async function changed(
  name: string,
  version: number,
  forth: (expected: number) => Promise<Made>,
  back: (expected: number) => Promise<Made>,
): Promise<Wrong> {
  let expected = version;
  async function turn(way: typeof forth) {
    const { outcome, version: now } = await way(expected);
    expected = now ?? expected;
    return outcome;
  }
  const outcome = await turn(forth);
  if (!outcome.ok) return outcome.problems;
  await history.done({
    label: `Changed “${name}”`,
    run: () => turn(forth),
    undo: () => turn(back),
  });
  return [];
}

function changers(act: Act) {
  return {
    changePerson: (person: Person, draft: PersonDraft) => {
      const { id } = person;
      return changed(
        draft.name,
        person.version,
        async (expectedVersion) => {
          const outcome = await act(UpdateCharacter, { id, expectedVersion, ...draft });
          return { outcome, version: outcome.payload?.character?.version };
        },
        async () => {
          const outcome = await act(RestoreCharacterVersion, { id, number: person.version });
          return { outcome, version: outcome.payload?.character?.version };
        },
      );
    },
    changePlace: (place: Place, draft: PlaceDraft) => {
      const turn = (to: PlaceDraft) => async (expectedVersion: number) => {
        const outcome = await act(UpdateLocation, { id: place.id, expectedVersion, ...to });
        return { outcome, version: outcome.payload?.location?.version };
      };
      const { name, look, setting, time, light, notes } = place;
      const before = { name, look, setting, time, light, notes };
      return changed(draft.name, place.version, turn(draft), turn(before));
    },
    changeStyle: (style: Style, draft: StyleDraft) => {
      const turn = (to: StyleDraft) => async (expectedVersion: number) => {
        const outcome = await act(UpdateStyle, { id: style.id, expectedVersion, ...to });
        return { outcome, version: outcome.payload?.style?.version };
      };
      return changed(draft.name, style.version, turn(draft), turn(styleDraft(style)));
    },
  };
}

function styleDraft(style: Style): StyleDraft {
  const { name, artStyle, palette, lighting, camera, mood, technical, negative } = style;
  const { notes, category, tags } = style;
  const said = { name, artStyle, palette, lighting, camera, mood, technical, negative };
  return { ...said, notes, category, tags };
}

type Ways = { act: Act; wish: Wish; make: ReturnType<typeof makers> };

async function duplicate(
  { act, wish, make }: Ways,
  tab: Tab,
  item: Person | Place | Style,
  done: Shown,
): Promise<void> {
  if (tab === "locations" && "light" in item) {
    const { name, look, setting, time, light, notes } = item;
    const copy = { name: `${name} copy`, look, setting, time, light, notes };
    const wrong = await make.makePlace(copy, done);
    if (wrong.length > 0) notices.problems(wrong);
    return;
  }
  const outcome =
    tab === "characters"
      ? await wish(DuplicateCharacter, { id: item.id })
      : await wish(DuplicateStyle, { id: item.id });
  const payload = outcome.payload;
  const copy = payload && ("character" in payload ? payload.character : payload.style);
  if (!outcome.ok || !copy) return;
  await made(act, tab, `Duplicated “${item.name}”`, [copy.id]);
  done(copy.id);
}

/** As a file of this browser's downloads. */
async function save(act: Act, styles: readonly Named[]): Promise<void> {
  const outcome = await act(ExportStyles, { ids: styles.map(({ id }) => id) });
  if (!outcome.ok || !outcome.payload.text) {
    notices.problems(outcome.ok ? [] : outcome.problems, () => void save(act, styles));
    return;
  }
  const name = "styles.storycanvas.json";
  saveFile(name, outcome.payload.text, "application/json");
  notices.say(`Saved ${plural(styles.length, "style")} as ${name}.`);
}
