/** What can be done with presets, each with its way back. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, type Problem, telling, useAct } from "@/graphql/act";
import type { Preset, Settings } from "@/graphql/catalogue";
import { inTurn } from "@/graphql/in-turn";
import { tellOf } from "@/graphql/live-catalogue";
import { useWish, type wishing } from "@/graphql/wish";
import { fileName, saveFile } from "@/ui/save-file";
import { plural } from "@/ui/words";
import {
  CreatePreset,
  DeletePreset,
  DuplicatePreset,
  ExportPresets,
  ImportPresets,
  RestorePreset,
  RestoreVersion,
  UpdatePreset,
} from "./documents";

export type Draft = {
  name: string;
  description: string;
  category: Preset["category"];
  settings: Settings;
  family?: string | null;
  modelId?: string | null;
  isDefault?: boolean;
};
type Fields = Partial<Pick<Draft, "name" | "description" | "category" | "settings" | "isDefault">>;
type Named = Pick<Preset, "id" | "name">;
type Wish = ReturnType<typeof wishing>;

export function usePresetActs() {
  const plain = useAct();
  const plainWish = useWish();
  return useMemo(() => {
    const tell = () => tellOf("presets");
    const act = telling(plain, tell);
    const wish = telling(plainWish, tell);
    return {
      /** Answers with what is wrong, or calls `done`. */
      create: (draft: Draft, done: (id: string) => void) => create(act, wish, draft, done),
      change: (preset: Preset, fields: Fields) => change(act, preset, fields),
      setDefault: (preset: Preset, before: Named | undefined) => setDefault(act, preset, before),
      restore: (preset: Preset, number: number) => restore(act, preset, number),
      duplicate: (preset: Named, done: (id: string) => void) => duplicate(act, wish, preset, done),
      remove: (preset: Named) =>
        history.do({
          label: `Deleted “${preset.name}”`,
          run: () => act(DeletePreset, { id: preset.id }),
          undo: () => act(RestorePreset, { id: preset.id }),
        }),
      save: (presets: readonly Named[]) => save(act, presets),
      bringIn: (text: string) => bringIn(act, wish, text),
    };
  }, [plain, plainWish]);
}

export type PresetActs = ReturnType<typeof usePresetActs>;

/** What was made already, to be taken back and made again. */
function made(act: Act, label: string, ids: readonly string[]): Promise<void> {
  return history.done({
    label,
    run: () => inTurn(ids, (id) => act(RestorePreset, { id })),
    undo: () => inTurn(ids, (id) => act(DeletePreset, { id })),
  });
}

async function create(act: Act, wish: Wish, draft: Draft, done: (id: string) => void) {
  const outcome = await wish(CreatePreset, draft, { quiet: true });
  if (!outcome.ok) return outcome.problems;
  const preset = outcome.payload.preset;
  if (!preset) return [];
  await made(act, `Made the preset “${preset.name}”`, [preset.id]);
  done(preset.id);
  return [];
}

/** Each way expects the version that the way before left behind. */
async function change(act: Act, preset: Preset, fields: Fields): Promise<readonly Problem[]> {
  const from = Object.fromEntries(
    (Object.keys(fields) as (keyof Fields)[]).map((name) => [name, preset[name]]),
  ) as Fields;
  let expectedVersion = preset.version;
  async function turn(to: Fields) {
    const outcome = await act(UpdatePreset, { id: preset.id, expectedVersion, ...to });
    expectedVersion = outcome.payload?.preset?.version ?? expectedVersion;
    return outcome;
  }
  const outcome = await turn(fields);
  if (!outcome.ok) return outcome.problems;
  await history.done({
    label: `Changed “${fields.name ?? preset.name}”`,
    run: () => turn(fields),
    undo: () => turn(from),
  });
  return [];
}

/** One at most is the default of the same thing; undone, it is the one that was. */
function setDefault(act: Act, preset: Preset, before: Named | undefined) {
  const turn = (id: string, isDefault: boolean) => () => act(UpdatePreset, { id, isDefault });
  if (preset.isDefault) {
    return history.do({
      label: `“${preset.name}” is no longer the default`,
      run: turn(preset.id, false),
      undo: turn(preset.id, true),
    });
  }
  return history.do({
    label: `“${preset.name}” is the default now`,
    run: turn(preset.id, true),
    undo: before ? turn(before.id, true) : turn(preset.id, false),
  });
}

function restore(act: Act, preset: Preset, number: number) {
  const to = (version: number) => () => act(RestoreVersion, { id: preset.id, number: version });
  return history.do({
    label: `“${preset.name}” is as in version ${number}`,
    run: to(number),
    undo: to(preset.version),
  });
}

async function duplicate(act: Act, wish: Wish, preset: Named, done: (id: string) => void) {
  const outcome = await wish(DuplicatePreset, { id: preset.id });
  const copy = outcome.payload?.preset;
  if (!outcome.ok || !copy) return;
  await made(act, `Duplicated “${preset.name}”`, [copy.id]);
  done(copy.id);
}

/** As a file of this browser's downloads. */
async function save(act: Act, presets: readonly Named[]): Promise<void> {
  const outcome = await act(ExportPresets, { ids: presets.map(({ id }) => id) });
  if (!outcome.ok || !outcome.payload.text) {
    notices.problems(outcome.ok ? [] : outcome.problems, () => void save(act, presets));
    return;
  }
  const [only] = presets;
  const whose = presets.length === 1 && only ? fileName(only.name, "presets") : "presets";
  const name = `${whose}.storycanvas.json`;
  saveFile(name, outcome.payload.text, "application/json");
  notices.say(`Saved ${plural(presets.length, "preset")} as ${name}.`);
}

/** All of them or none; answers with their ids. */
async function bringIn(act: Act, wish: Wish, text: string): Promise<readonly string[]> {
  const outcome = await wish(ImportPresets, { text });
  if (!outcome.ok) return [];
  const ids = outcome.payload.presets.map(({ id }) => id);
  if (ids.length === 0) notices.say("There is no preset in this file.");
  else await made(act, `Brought in ${plural(ids.length, "preset")}`, ids);
  return ids;
}
