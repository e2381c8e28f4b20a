/** Acts that are known by a key: sent again after their answer was lost, they are not done twice. */
import { stringifyDocument } from "@urql/core";
import { useMemo } from "react";
import { notices } from "@/actions/notices";
import { type Act, type Answer, type Mutation, type Outcome, requestKey, useAct } from "./act";

type Keyed = { idempotencyKey?: string | null };
type Send<Payload> = () => Promise<Outcome<Payload>>;

/** The same request with the same key, however often the answer is called: for commands. */
export function repeatable<Payload extends Answer, Input extends Keyed>(
  act: Act,
  document: Mutation<Payload, Input>,
  input: Omit<Input, "idempotencyKey">,
  key = requestKey(),
): Send<Payload> {
  return () => act(document, { ...input, idempotencyKey: key } as Input);
}

type After<Payload> = {
  /** Called once it is done, be it at first or by "Try again". */
  done?: (payload: Payload) => void;
  /** Whoever asks tells what is wrong, as beside a field. */
  quiet?: boolean;
  /** Called where it was not done; true if whoever asks tells why, in this case. */
  refused?: (payload: Payload | null) => boolean;
};

/** How long a wish that failed is taken up by the same one: then it is meant anew. */
const SAME_MS = 300_000;
const unanswered = new Map<string, { key: string; since: number }>();

/** The key of a wish: that of the same one, if it has failed a little while ago. */
function keyOf(said: string): string {
  const before = unanswered.get(said);
  return before && Date.now() - before.since < SAME_MS ? before.key : requestKey();
}

/**
 * Sends what is wished. A failure is told, with "Try again" that sends the same key; so does the
 * same wish made anew, by the button that was pressed before.
 */
export function wishing(act: Act) {
  return <Payload extends Answer, Input extends Keyed>(
    document: Mutation<Payload, Input>,
    input: Omit<Input, "idempotencyKey">,
    { done, quiet = false, refused }: After<Payload> = {},
  ): Promise<Outcome<Payload>> => {
    const said = stringifyDocument(document) + JSON.stringify(input);
    const key = keyOf(said);
    const send = repeatable(act, document, input, key);
    async function attempt() {
      const outcome = await send();
      if (outcome.ok) {
        unanswered.delete(said);
        done?.(outcome.payload);
      } else {
        unanswered.set(said, { key, since: Date.now() });
        if (!refused?.(outcome.payload) && !quiet)
          notices.problems(outcome.problems, () => void attempt(), key);
      }
      return outcome;
    }
    return attempt();
  };
}

export function useWish(): ReturnType<typeof wishing> {
  const act = useAct();
  return useMemo(() => wishing(act), [act]);
}
