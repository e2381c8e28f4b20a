import type { MediaKind } from "@/graphql/entities";
import { NumberField } from "./number-field";
import { type Pictures, type Role, rolesOf, takeOf, withTake } from "./pictures";
import { Slots } from "./slot";
import type { RecipeState } from "./use-recipe";

type FramesProps = { recipe: RecipeState; kinds: readonly MediaKind[]; projectId: string };

/** Which pictures what is made is made of, as far as the family can; and why no others. */
export function Frames({ recipe, kinds, projectId }: FramesProps) {
  const { value, change, family } = recipe;
  const { roles, why } = rolesOf(family, kinds);
  const has = (role: Role) => roles.some(([one]) => one === role) && takeOf(value, role) !== null;
  return (
    <div className="flex flex-col gap-2">
      {roles.length > 0 ? (
        <Slots
          legend="Pictures"
          projectId={projectId}
          slots={roles.map(([id, label]) => ({ id, label, takeId: takeOf(value, id) }))}
          onTake={(id, takeId) => {
            const role = roles.find(([one]) => one === id)?.[0];
            if (role) change(withTake(value, role, takeId));
          }}
        />
      ) : null}
      {has("face") ? (
        <Face
          pictures={value}
          isAlone={has("start")}
          onChange={(part) => change({ ...value, ...part })}
        />
      ) : null}
      {why ? <p className="text-xs text-faint">{why}</p> : null}
    </div>
  );
}

type FaceProps = {
  pictures: Pictures;
  /** Whether it goes into a picture as that is. */
  isAlone: boolean;
  onChange: (part: Partial<Pictures>) => void;
};

/** How much of the face is put in. */
function Face({ pictures, isAlone, onChange }: FaceProps) {
  return (
    <div className="flex flex-col gap-2">
      <div className="grid gap-3 sm:grid-cols-2">
        <Share
          label="How much of the face shows"
          value={pictures.faceStrength}
          onChange={(faceStrength) => onChange({ faceStrength })}
        />
        <Share
          label="How much it is restored"
          value={pictures.faceBlending}
          onChange={(faceBlending) => onChange({ faceBlending })}
        />
      </div>
      <p className="text-xs text-faint">
        {isAlone
          ? "The face goes into the picture as that is: the model above paints nothing. "
          : "The face goes into each still that is painted. "}
        ComfyUI-ReActor does it: an endpoint must have it.
      </p>
    </div>
  );
}

const RANGE = { low: 0, high: 1, step: 0.05 };

type ShareProps = { label: string; value: number | null; onChange: (value: number | null) => void };

function Share({ label, value, onChange }: ShareProps) {
  return (
    <div>
      <p aria-hidden className="mb-1 text-xs font-medium text-soft">
        {label}
      </p>
      <div className="flex items-center gap-2">
        <input
          type="range"
          aria-label={label}
          min={0}
          max={1}
          step={0.05}
          value={value ?? 1}
          onChange={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
          className="h-6 min-w-0 grow accent-accent"
        />
        <div className="w-20 shrink-0">
          <NumberField
            label={`${label}, as a number`}
            hideLabel
            value={value}
            range={RANGE}
            usual="1"
            onChange={onChange}
          />
        </div>
      </div>
    </div>
  );
}
