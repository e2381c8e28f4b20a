import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { forgetDrafts, Shelf } from "./draft-shelf";
import { browser, shelf } from "./draft-shelf.double";
import { Drafts, type Port, shownText } from "./drafts";

const PLACE = { id: "clip_1", field: "imagePrompt" };
const KEY = "storycanvas.draft.account_1.clip_1/imagePrompt";

/** A studio with one text, that can be away and that keeps versions. */
function studio(value = "old") {
  const held = { value, version: 1, away: false, writes: [] as string[], saved: [] as string[][] };
  const offline = { code: "OFFLINE", message: "Away." };
  const port: Port = {
    read: async () => (held.away ? offline : { value: held.value, version: held.version }),
    write: async (_place, text, version) => {
      if (held.away) return offline;
      if (version !== held.version) return { code: "CONFLICT", message: "Changed." };
      if (text.length > 20) return { code: "BAD_USER_INPUT", message: "Too long." };
      held.value = text.trim();
      held.version += 1;
      held.writes.push(text);
      return { value: held.value };
    },
    onSaved: (_place, label, before, after) => held.saved.push([label, before, after]),
  };
  return { held, port };
}

/** A tab with an inspector. */
function begin(value = "old", { tab = shelf(), common = shelf(), locks = browser() } = {}) {
  const { held, port } = studio(value);
  const drafts = new Drafts(port, new Shelf({ account: "account_1", own: tab, common, locks }));
  const type = (text: string) => drafts.type(PLACE, "prompt", held.value, text);
  const shown = () => shownText(drafts.get(PLACE), held.value);
  return { held, port, drafts, type, shown, phase: () => drafts.get(PLACE)?.phase };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rest = (ms = 800) => vi.advanceTimersByTimeAsync(ms);

describe("saving", () => {
  test("waits until typing rests, and is one step to undo", async () => {
    const { held, type, phase } = begin();
    type("new");
    await rest(700);
    type("newer");
    await rest(700);
    expect(held.writes).toEqual([]);
    await rest(100);
    expect(held.writes).toEqual(["newer"]);
    expect(held.saved).toEqual([["prompt", "old", "newer"]]);
    expect(phase()).toBe("saved");
  });

  test("happens at once when the field is left, and is soon no longer spoken of", async () => {
    const { held, drafts, type, phase } = begin();
    type("new");
    drafts.leave(PLACE);
    await rest(0);
    expect(held.writes).toEqual(["new"]);
    await rest(2_500);
    expect(phase()).toBeUndefined();
  });

  test("is left out if the text is as it was", async () => {
    const { held, type, phase } = begin();
    type("new");
    type("old");
    await rest();
    expect([held.writes, phase()]).toEqual([[], undefined]);
  });

  test("what is typed while a save is on its way is saved after it", async () => {
    const { held, port, type } = begin();
    const write = port.write;
    port.write = async (...args) => {
      type("new and more");
      port.write = write;
      return write(...args);
    };
    type("new");
    await rest();
    await rest();
    expect(held.writes).toEqual(["new", "new and more"]);
  });

  test("a field in use keeps the blank that the studio leaves out", async () => {
    const { held, type, shown } = begin();
    type("new ");
    await rest(5_000);
    expect([held.value, shown()]).toEqual(["new", "new "]);
    type("new word");
    await rest();
    expect(held.writes).toEqual(["new ", "new word"]);
  });
});

describe("others", () => {
  test("who change something else are no conflict", async () => {
    const { held, port, type } = begin();
    const read = port.read;
    port.read = async (place) => {
      const now = await read(place);
      held.version += held.version === 1 ? 1 : 0;
      return now;
    };
    type("new");
    await rest();
    expect(held.writes).toEqual(["new"]);
  });

  test("who change the same text are shown, and nothing is overwritten", async () => {
    const { held, drafts, type, shown, phase } = begin();
    type("mine");
    Object.assign(held, { value: "theirs", version: 2 });
    await rest();
    expect([held.value, shown(), phase()]).toEqual(["theirs", "mine", "conflict"]);
    type("mine too");
    expect(phase()).toBe("conflict");
    await rest();
    expect(held.value).toBe("theirs");
    drafts.keepMine(PLACE);
    await rest(0);
    expect(held.value).toBe("mine too");
    expect(held.saved).toEqual([["prompt", "theirs", "mine too"]]);
  });

  test("theirs can be taken", async () => {
    const { held, drafts, type, shown } = begin();
    type("mine");
    Object.assign(held, { value: "theirs", version: 2 });
    await rest();
    drafts.drop(PLACE);
    await rest();
    expect([held.writes, shown()]).toEqual([[], "theirs"]);
  });

  test("who wrote the same are none", async () => {
    const { held, type, phase } = begin();
    type("same");
    Object.assign(held, { value: "same", version: 2 });
    await rest();
    expect([held.writes, phase()]).toEqual([[], "saved"]);
  });

  test("who change it after the save are seen, even in a field in use", async () => {
    const { held, type, shown } = begin();
    type("mine");
    await rest();
    held.value = "theirs";
    expect(shown()).toBe("theirs");
    type("theirs and mine");
    await rest();
    expect(held.writes.at(-1)).toBe("theirs and mine");
  });
});

describe("when it cannot be saved", () => {
  test("it is kept and sent on return", async () => {
    const { held, drafts, type, phase } = begin();
    held.away = true;
    type("new");
    await rest();
    expect(phase()).toBe("offline");
    held.away = false;
    await drafts.resume();
    expect([held.value, phase()]).toEqual(["new", "saved"]);
  });

  test("what the studio refuses stays as typed, with its reason", async () => {
    const { drafts, type, shown } = begin();
    type("far too long to be taken in");
    await rest();
    expect(drafts.get(PLACE)).toMatchObject({ phase: "refused", message: "Too long." });
    expect(shown()).toBe("far too long to be taken in");
  });

  test("what was typed for a thing that is gone stays, with its reason", async () => {
    const { port, drafts, type, phase } = begin();
    port.read = async () => null;
    type("new");
    await rest();
    expect(phase()).toBe("refused");
    expect(drafts.of("clip_1")).toMatchObject([{ field: "imagePrompt", draft: { text: "new" } }]);
  });
});

describe("what is held", () => {
  const hold = ({ drafts, held }: ReturnType<typeof begin>, text: string) =>
    drafts.type(PLACE, "name", held.value, text, true);

  test("waits until the field is left", async () => {
    const here = begin();
    hold(here, "new");
    await rest(5_000);
    await here.drafts.resume();
    expect([here.held.writes, here.phase()]).toEqual([[], "held"]);
    here.drafts.leave(PLACE);
    await rest(0);
    expect(here.held.writes).toEqual(["new"]);
  });
  test("outlives a reload, and is sent then", async () => {
    const common = shelf();
    const locks = browser();
    const before = begin("old", { common, locks });
    hold(before, "new");
    await rest(0);
    before.drafts.close();
    const after = begin("old", { common, locks });
    await rest();
    expect(after.held.writes).toEqual(["new"]);
  });
});

describe("on the shelf", () => {
  test("it outlives a reload, but only until it is saved", async () => {
    const [common, locks] = [shelf(), browser()];
    const before = begin("old", { common, locks });
    before.held.away = true;
    before.type("new");
    await rest();
    before.drafts.close();
    const after = begin("old", { common, locks });
    await rest(0);
    expect(after.shown()).toBe("new");
    await after.drafts.resume();
    expect([after.held.value, common.getItem(KEY)]).toEqual(["new", null]);
  });

  test("it outlives a reload at the moment of typing", async () => {
    const tab = shelf();
    begin("old", { tab }).type("new");
    expect(begin("old", { tab }).shown()).toBe("new");
  });

  test("a text that is being typed in one tab is none of another", async () => {
    const [common, locks] = [shelf(), browser()];
    const one = begin("old", { common, locks });
    one.type("half");
    await rest(0);
    const other = begin("old", { common, locks });
    await other.drafts.resume();
    await rest(5_000);
    expect([other.held.writes, other.shown()]).toEqual([[], "old"]);
    expect([one.held.writes, one.phase()]).toEqual([["half"], "still"]);
  });

  test("once it is saved, another tab can have the place", async () => {
    const [common, locks] = [shelf(), browser()];
    const one = begin("old", { common, locks });
    one.type("new");
    await rest();
    const other = begin("new", { common, locks });
    other.held.away = true;
    other.type("newer");
    await rest();
    expect(JSON.parse(common.getItem(KEY) ?? "{}")).toMatchObject({ text: "newer" });
  });

  test("what a closed tab left goes to one that is open", async () => {
    const [common, locks] = [shelf(), browser()];
    const one = begin("old", { common, locks });
    one.held.away = true;
    one.type("new");
    await rest();
    const other = begin("old", { common, locks });
    one.drafts.close();
    await rest();
    expect([other.held.writes, common.getItem(KEY)]).toEqual([["new"], null]);
  });

  test("a tab with a text of its own leaves that of a closed one where it is", async () => {
    const [common, locks, tab] = [shelf(), browser(), shelf()];
    const one = begin("old", { common, locks });
    one.held.away = true;
    one.type("first");
    await rest();
    const other = begin("old", { common, locks, tab });
    other.held.away = true;
    other.type("second");
    one.drafts.close();
    await rest();
    expect(other.shown()).toBe("second");
    expect(JSON.parse(common.getItem(KEY) ?? "")).toMatchObject({ text: "first" });
    expect(JSON.parse(tab.getItem(KEY) ?? "")).toMatchObject({ text: "second" });
  });

  test("it is forgotten with the account that signs out, and with no other", async () => {
    const [common, tab] = [shelf(), shelf()];
    const here = begin("old", { common, tab });
    here.held.away = true;
    here.type("new");
    await rest();
    common.setItem("storycanvas.draft.account_2.clip_1/name", "theirs");
    forgetDrafts("account_1", [common, tab]);
    here.type("newer");
    expect([common.getItem(KEY), tab.getItem(KEY)]).toEqual([null, null]);
    expect(common.length).toBe(1);
  });

  test.each(["{", "{}", '{"base":1,"text":"","label":""}'])(
    "what cannot be read is no draft: %s",
    (json) => {
      const tab = shelf();
      tab.setItem(KEY, json);
      expect(begin("old", { tab }).drafts.get(PLACE)).toBeUndefined();
    },
  );
});
