/** The way of typed texts to the studio: of clips by their id, else of characters. */
import type { Client } from "@urql/core";
import { history } from "@/actions/history";
import { type Act, type Outcome, type Problem, problemOf } from "@/graphql/act";
import { CharacterWords, ClipWords, UpdateCharacter, UpdateClip } from "./documents";
import type { Place, Port } from "./drafts";

export const CLIP_TEXTS = [
  "name",
  "caption",
  "imagePrompt",
  "videoPrompt",
  "negativePrompt",
] as const;
export type ClipText = (typeof CLIP_TEXTS)[number];

function isClip({ id }: Place): boolean {
  return id.startsWith("clip_");
}

function isClipText(field: string): field is ClipText {
  return (CLIP_TEXTS as readonly string[]).includes(field);
}

export function portTo(client: Client, act: Act): Port {
  async function words({ id, field }: Place) {
    if (isClip({ id, field })) {
      const { data, error } = await client.query(ClipWords, { id }).toPromise();
      if (error) return { problem: problemOf(error) };
      const clip = data?.clip;
      return {
        current: clip && isClipText(field) ? { version: clip.version, value: clip[field] } : null,
      };
    }
    const { data, error } = await client.query(CharacterWords, { id }).toPromise();
    if (error) return { problem: problemOf(error) };
    const character = data?.node?.__typename === "Character" ? data.node : null;
    return { current: character && { version: character.version, value: character.look } };
  }

  const read: Port["read"] = async (place) => {
    const { current, problem } = await words(place);
    return problem ? failure([problem]) : (current ?? null);
  };

  const write: Port["write"] = async (place, text, version) => {
    const { id, field } = place;
    if (!isClip(place)) {
      const outcome = await act(UpdateCharacter, { id, look: text, expectedVersion: version });
      return answer(outcome, outcome.payload?.character?.look ?? text);
    }
    const input = { id, expectedVersion: version, ...(isClipText(field) ? { [field]: text } : {}) };
    const outcome = await act(UpdateClip, input);
    const clip = outcome.payload?.clip;
    return answer(outcome, clip && isClipText(field) ? clip[field] : text);
  };

  /** Puts another text there, unless it is no longer the one that was left. */
  async function turn(place: Place, from: string, to: string) {
    const now = await read(place);
    if (now === null) return failed(GONE);
    if ("code" in now) return failed(now);
    if (now.value !== from) return failed(CHANGED);
    const written = await write(place, to, now.version);
    return "code" in written ? failed(written) : ({ ok: true } as const);
  }

  const onSaved: Port["onSaved"] = (place, label, before, after) => {
    let fresh = true;
    void history.do({
      label: `Edited the ${label}`,
      quiet: true,
      run: () => {
        if (!fresh) return turn(place, before, after);
        fresh = false;
        return Promise.resolve({ ok: true });
      },
      undo: () => turn(place, after, before),
    });
  };
  return { read, write, onSaved };
}

const GONE = { code: "NOT_FOUND", message: "It was deleted meanwhile." };
const CHANGED = {
  code: "CONFLICT",
  message: "It was changed again since, so it stays as it is now.",
};

function failed({ code, message }: { code: string; message: string }) {
  return { ok: false as const, problems: [{ code, message, field: null }] };
}

function failure(problems: readonly Problem[]) {
  return {
    code: problems[0]?.code ?? "INTERNAL",
    message: problems.map((problem) => problem.message).join(" "),
  };
}

function answer(outcome: Outcome<unknown>, value: string) {
  return outcome.ok ? { value } : failure(outcome.problems);
}
