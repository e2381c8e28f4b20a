import { useState } from "react";
import { useQuery } from "urql";
import { history } from "@/actions/history";
import { useAct } from "@/graphql/act";
import { repeatable } from "@/graphql/wish";
import {
  DeletePreset,
  type Preset,
  PresetsQuery,
  RestorePreset,
  SavePreset,
  UpdatePreset,
} from "./documents";
import { READY_MADE } from "./ready-made";
import { type About, applied, type Choices, FIRST, optionsOf } from "./wish";

const NONE: readonly Preset[] = [];

type Using = {
  about: About;
  choices: Choices;
  onApply: (choices: Choices) => void;
};

/** The presets of the project and those that come with the studio, and the one in use. */
export function usePresets({ about, choices, onApply }: Using) {
  const [{ data }, reread] = useQuery({
    query: PresetsQuery,
    variables: { projectId: about.id },
    requestPolicy: "cache-and-network",
  });
  const [used, setUsed] = useState("");
  const acts = usePresetActs(about.id, () => reread({ requestPolicy: "network-only" }));
  const own = data?.project?.exportPresets ?? NONE;
  const preset = own.find(({ id }) => id === used) ?? null;
  const wanted = choicesOf(used, own, choices, about);
  const said = (one: Choices) => JSON.stringify(optionsOf(one, about));
  return {
    own,
    used: wanted === null ? "" : used,
    preset,
    changed: wanted !== null && said(wanted) !== said(choices),
    choose(id: string): void {
      const next = choicesOf(id, own, choices, about);
      setUsed(next === null ? "" : id);
      if (next) onApply(next);
    },
    async save(name: string): Promise<boolean> {
      const id = await acts.save(name, optionsOf(choices, about));
      if (id) setUsed(id);
      return id !== null;
    },
    rename: (name: string) => preset && acts.change(preset, { name }),
    update: () => preset && acts.change(preset, { options: optionsOf(choices, about) }),
    remove: () => preset && acts.remove(preset),
  };
}

export type Presets = ReturnType<typeof usePresets>;

/** The fields as the preset has them; null where there is none of this id. */
function choicesOf(id: string, own: readonly Preset[], choices: Choices, about: About) {
  const ready = READY_MADE.find((one) => one.id === id);
  if (ready) {
    const { scope, sceneIds, first, last } = choices;
    return { ...FIRST, ...ready.choices, scope, sceneIds, first, last };
  }
  const preset = own.find((one) => one.id === id);
  return preset ? applied(choices, preset.options, about) : null;
}

type Options = ReturnType<typeof optionsOf>;
type Change = { name?: string; options?: Options };

/** Each with its way back; the list is read again after it. */
function usePresetActs(projectId: string, again: () => void) {
  const act = useAct();
  async function told<Done>(doing: Promise<Done>): Promise<Done> {
    const done = await doing;
    again();
    return done;
  }
  return {
    async save(name: string, options: Options): Promise<string | null> {
      const send = repeatable(act, SavePreset, { projectId, name, options });
      let made: string | null = null;
      await history.do({
        label: `Saved the preset “${name}”`,
        run: async () => {
          if (made) return told(act(RestorePreset, { id: made }));
          const outcome = await told(send());
          if (outcome.ok) made = outcome.payload.exportPreset?.id ?? null;
          return outcome;
        },
        undo: () => told(act(DeletePreset, { id: made ?? "" })),
      });
      return made;
    },
    change(preset: Preset, to: Change) {
      const from: Change = {
        ...(to.name === undefined ? {} : { name: preset.name }),
        ...(to.options === undefined ? {} : { options: plain(preset.options) }),
      };
      let expectedVersion = preset.version;
      const turn = (fields: Change) => async () => {
        const outcome = await told(
          act(UpdatePreset, { id: preset.id, expectedVersion, ...fields }),
        );
        expectedVersion = outcome.payload?.exportPreset?.version ?? expectedVersion;
        return outcome;
      };
      return history.do({
        label: to.name ? `Renamed the preset to “${to.name}”` : `Changed “${preset.name}”`,
        run: turn(to),
        undo: turn(from),
      });
    },
    remove: ({ id, name }: Preset) =>
      history.do({
        label: `Deleted the preset “${name}”`,
        run: () => told(act(DeletePreset, { id })),
        undo: () => told(act(RestorePreset, { id })),
      }),
  };
}

/** As it goes back into an input. */
function plain(options: Preset["options"]): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => name !== "__typename" && value !== null),
  ) as Options;
}
