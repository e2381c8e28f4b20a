/** What can be done with a model, each with its way back. */
import { useMemo } from "react";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, telling, useAct } from "@/graphql/act";
import type { Model } from "@/graphql/catalogue";
import { tellOf } from "@/graphql/live-catalogue";
import { useWish } from "@/graphql/wish";
import { plural } from "@/ui/words";
import {
  BookmarkModel,
  DeleteModel,
  ImportModel,
  RateModel,
  RefreshEndpoint,
  RestoreModel,
  UpdateModel,
} from "./documents";

type Named = Pick<Model, "id" | "name">;
type Correction = {
  name: string;
  family?: string;
  tags: string[];
  triggerWords: string[];
  nsfw: boolean;
};

export function useModelActs() {
  const plain = useAct();
  const plainWish = useWish();
  return useMemo(() => {
    const tell = () => tellOf("models");
    const act = telling(plain, tell);
    const wish = telling(plainWish, tell);
    return {
      bookmark: (model: Pick<Model, "id" | "name" | "isBookmarked">) => bookmark(act, model),
      /** 1 to 5 stars of one's own; null takes them back. */
      rate: (model: Named, stars: number | null, before: number | null) =>
        rate(act, model, stars, before),
      remove: (model: Named) =>
        history.do({
          label: `Took “${model.name}” out of the catalogue`,
          run: () => act(DeleteModel, { id: model.id }),
          undo: () => act(RestoreModel, { id: model.id }),
        }),
      /** Answers with what is wrong. */
      correct: async (model: Pick<Model, "id" | "version">, to: Correction) => {
        const input = { id: model.id, expectedVersion: model.version, ...to };
        const outcome = await act(UpdateModel, input);
        return outcome.ok ? [] : outcome.problems;
      },
      /** Has an entry made for a version at CivitAI; answers with its id. */
      add: async (versionId: string): Promise<string | null> => {
        const outcome = await wish(ImportModel, { versionId });
        return outcome.ok ? (outcome.payload.model?.id ?? null) : null;
      },
      refresh: (endpoints: readonly { id: string; name: string }[]) => refresh(act, endpoints),
    };
  }, [plain, plainWish]);
}

export type ModelActs = ReturnType<typeof useModelActs>;

function bookmark(act: Act, model: Pick<Model, "id" | "name" | "isBookmarked">) {
  const to = (bookmarked: boolean) => () => act(BookmarkModel, { modelId: model.id, bookmarked });
  return history.do({
    label: model.isBookmarked ? `Unmarked “${model.name}”` : `Marked “${model.name}”`,
    run: to(!model.isBookmarked),
    undo: to(model.isBookmarked),
  });
}

function rate(act: Act, model: Named, stars: number | null, before: number | null) {
  const to = (given: number | null) => () => act(RateModel, { modelId: model.id, stars: given });
  const said = stars === null ? "Took the stars back of" : `Gave ${plural(stars, "star")} to`;
  return history.do({ label: `${said} “${model.name}”`, run: to(stars), undo: to(before) });
}

/** One after the other: each may take half a minute. */
async function refresh(act: Act, endpoints: readonly { id: string; name: string }[]) {
  const news: string[] = [];
  for (const { id, name } of endpoints) {
    const outcome = await act(RefreshEndpoint, { endpointId: id });
    if (!outcome.ok) {
      const said = outcome.problems.map((problem) => ({
        ...problem,
        message: `${name}: ${problem.message}`,
      }));
      notices.problems(said, () => void refresh(act, [{ id, name }]), `refresh ${id}`);
    } else if (outcome.payload.changed) news.push(name);
  }
  if (endpoints.length === 0) notices.say("There is no endpoint that keeps models.");
  else if (news.length > 0) notices.say(`Other files than before: ${news.join(", ")}.`);
  else notices.say("The same files as before.");
}
