import { clsx } from "clsx";
import { Star } from "lucide-react";
import { useId } from "react";
import { Button } from "@/ui/button";
import { plural } from "@/ui/words";
import type { WholeModel } from "./documents";
import type { ModelActs } from "./use-model-acts";

const STARS = [1, 2, 3, 4, 5] as const;

type OwnRatingProps = { model: WholeModel; acts: Pick<ModelActs, "rate"> };

/** The stars that one gives a model oneself, and what all in the workspace think. */
export function OwnRating({ model, acts }: OwnRatingProps) {
  const { mine, average, count } = model.opinion;
  const name = useId();
  const give = (stars: number | null) => void acts.rate(model, stars, mine);
  return (
    <fieldset>
      <legend className="sr-only">Your stars</legend>
      <div className="flex min-h-7 items-center gap-2">
        <div className="flex">
          {STARS.map((stars) => (
            <label
              key={stars}
              className="grid size-7 cursor-pointer place-items-center rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-accent hover:bg-hover"
            >
              <input
                type="radio"
                name={name}
                className="sr-only"
                checked={mine === stars}
                onChange={() => give(stars)}
              />
              <span className="sr-only">{plural(stars, "star")}</span>
              <Star
                size={16}
                aria-hidden
                className={clsx(
                  mine !== null && stars <= mine ? "fill-current text-ink" : "text-faint",
                )}
              />
            </label>
          ))}
        </div>
        {mine === null ? null : (
          <Button size="sm" look="quiet" onClick={() => give(null)}>
            Take back
          </Button>
        )}
      </div>
      <p className="text-xs text-soft tabular-nums">
        {average === null
          ? "Nobody here has given stars yet."
          : `${average.toFixed(1)} of 5 from ${plural(count, "person", "people")} here.`}
      </p>
    </fieldset>
  );
}
