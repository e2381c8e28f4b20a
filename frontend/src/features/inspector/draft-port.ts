/** The way of typed texts to the studio: of clips by their id, else of characters. */
import type { Client } from "@urql/core";
import { history } from "@/actions/history";
import { rateOf } from "@/editor/time";
import { type Act, type Outcome, type Problem, problemOf } from "@/graphql/act";
import { UpdateClip } from "@/graphql/acts";
import type { ResultOf } from "@/graphql/tada";
import { CharacterWords, ClipWords, UpdateCharacter } from "./documents";
import type { Place, Port } from "./drafts";
import { retime } from "./edits";
import { framesOf, LENGTHS, spoken } from "./length";

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

type Clip = NonNullable<ResultOf<typeof ClipWords>["clip"]>;

/** A length is a text as it is spoken. */
function textOf(clip: Clip, field: string): string | null {
  if (field === "length") return spoken(clip.durationFrames, rateOf(clip.scene.project.fps));
  return isClipText(field) ? clip[field] : null;
}

export function portTo(client: Client, act: Act): Port {
  const lengths = lengthsTo(client, act);
  const anew = { requestPolicy: "network-only" } as const;

  const read: Port["read"] = async (place) => {
    const { id, field } = place;
    if (!isClip(place)) {
      const { data, error } = await client.query(CharacterWords, { id }, anew).toPromise();
      if (error) return failure([problemOf(error)]);
      const character = data?.node?.__typename === "Character" ? data.node : null;
      return character && { version: character.version, value: character.look };
    }
    const halted = field === "length" ? await lengths.finish(id) : null;
    if (halted) return halted;
    const { data, error } = await client.query(ClipWords, { id }, anew).toPromise();
    if (error) return failure([problemOf(error)]);
    const value = data?.clip ? textOf(data.clip, field) : null;
    return data?.clip && value !== null ? { version: data.clip.version, value } : null;
  };

  const write: Port["write"] = async (place, text, version) => {
    const { id, field } = place;
    if (field === "length") return lengths.write(id, text, version);
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
    if (before === after) return;
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

/** The lengths of shots, behind which the others of their scene follow. */
function lengthsTo(client: Client, act: Act) {
  /** Changed, but those behind do not follow yet: by which frames. */
  const loose = new Map<string, number>();

  async function put(id: string, durationFrames: number, more: object) {
    const { data } = await client.query(ClipWords, { id }).toPromise();
    const projectId = data?.clip?.scene.project.id;
    if (projectId === undefined) return GONE;
    const left = await retime(client, act, projectId, [{ id, durationFrames, ...more }]);
    if (left.rest.length === 0) loose.delete(id);
    else if (left.changed > 0) loose.set(id, durationFrames);
    return left.rest.length > 0 ? failure(left.problems) : null;
  }

  async function finish(id: string) {
    const frames = loose.get(id);
    return frames === undefined ? null : put(id, frames, { allowOverlap: true });
  }

  async function write(id: string, text: string, expectedVersion: number) {
    const { data } = await client.query(ClipWords, { id }).toPromise();
    if (!data?.clip) return GONE;
    const rate = rateOf(data.clip.scene.project.fps);
    const frames = framesOf(text, rate);
    if (frames === null) return { code: "BAD_USER_INPUT", message: LENGTHS };
    const failed =
      frames === data.clip.durationFrames ? null : await put(id, frames, { expectedVersion });
    return failed ?? { value: spoken(frames, rate) };
  }
  return { finish, write };
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
