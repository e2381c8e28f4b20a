import { DropFrame, FIELDS, type FieldProps, TURNED } from "./fields";
import { type Option, offerOf } from "./formats";
import { type Scene, ScopeField } from "./scope";
import { canDrop, matters } from "./wish";

type OptionsProps = FieldProps & { scenes: readonly Scene[] };

/** What there is to choose about the chosen format, and no more. */
export function Options({ scenes, ...props }: OptionsProps) {
  const { choices, problems } = props;
  const offer = offerOf(choices.format);
  const shown = offer.options.filter((option) => matters(choices, option));
  const more = offer.more.filter((option) => matters(choices, option));
  if (offer.whole) return null;
  const wrong = more.some((option) => ASKED[option]?.some((name) => problems[name]));
  return (
    <div className="flex flex-col gap-3">
      <Some options={shown} field={props}>
        <ScopeField scenes={scenes} {...props} />
      </Some>
      {more.length > 0 ? (
        <details key={String(wrong)} open={wrong} className="group">
          <summary className="min-h-6 w-fit cursor-pointer rounded-md text-xs text-soft hover:text-ink">
            More options
          </summary>
          <div className="pt-2">
            <Some options={more} field={props} />
          </div>
        </details>
      ) : null}
    </div>
  );
}

/** What an answer calls the parts of a field. */
const ASKED: Partial<Record<Option, readonly string[]>> = {
  range: ["firstFrame", "lastFrame"],
  rate: ["rate"],
  loudness: ["loudness"],
  startTimecode: ["startTimecode", "dropFrame"],
  fcpxmlVersion: ["fcpxmlVersion"],
};

type SomeProps = { options: readonly Option[]; field: FieldProps; children?: React.ReactNode };

function Some({ options, field, children }: SomeProps) {
  const written = options.filter((option) => !TURNED.has(option));
  const turned = options.filter((option) => TURNED.has(option));
  const { choices, about } = field;
  const counts = options.includes("startTimecode") || options.includes("burnTimecode");
  const drops = counts && canDrop(choices.rate || about.fps);
  return (
    <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-2">
      {children}
      {written.map((option) => {
        const One = FIELDS[option];
        return <One key={option} {...field} />;
      })}
      {turned.length > 0 || drops ? (
        <div className="grid gap-x-4 gap-y-1 sm:col-span-2 sm:grid-cols-2">
          {turned.map((option) => {
            const One = FIELDS[option];
            return <One key={option} {...field} />;
          })}
          {drops ? <DropFrame {...field} /> : null}
        </div>
      ) : null}
    </div>
  );
}
