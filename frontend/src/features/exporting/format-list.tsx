import { clsx } from "clsx";
import { ChoiceField } from "@/ui/field";
import { type Format, GROUPS } from "./formats";

type FormatListProps = { format: Format; onChange: (format: Format) => void };

/** What one may want, and who opens it; where there is little room, as one field. */
export function FormatList(props: FormatListProps) {
  return (
    <>
      <div className="md:hidden">
        <FormatField {...props} />
      </div>
      <div className="flex flex-col gap-3 max-md:hidden md:sticky md:top-0 md:max-h-[calc(80vh-12rem)] md:overflow-y-auto md:pr-2">
        {GROUPS.map(({ name, offers }) => (
          <fieldset key={name} className="flex flex-col gap-px">
            <legend className="pb-1 text-2xs font-semibold text-faint">{name}</legend>
            {offers.map((offer) => (
              <Row
                key={offer.format}
                {...offer}
                on={offer.format === props.format}
                onChoose={() => props.onChange(offer.format)}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </>
  );
}

type RowProps = { name: string; ending: string; who: string; on: boolean; onChoose: () => void };

function Row({ name, ending, who, on, onChoose }: RowProps) {
  return (
    <label
      className={clsx(
        "relative cursor-pointer rounded-md border px-2.5 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-accent",
        on ? "border-accent bg-raised" : "border-transparent hover:bg-hover",
      )}
    >
      <input
        type="radio"
        name="export-format"
        checked={on}
        onChange={onChoose}
        className="absolute inset-0 cursor-pointer opacity-0"
      />
      <span className="flex items-baseline gap-2 text-sm">
        <span className={clsx("grow", on && "font-medium")}>{name}</span>
        <span className="text-2xs text-faint">{ending}</span>
      </span>
      <span className="block text-2xs leading-tight text-faint">{who}</span>
    </label>
  );
}

function FormatField({ format, onChange }: FormatListProps) {
  return (
    <ChoiceField
      label="As what"
      value={format}
      onChange={(event) => {
        const all = GROUPS.flatMap(({ offers }) => offers);
        const found = all.find((offer) => offer.format === event.target.value);
        if (found) onChange(found.format);
      }}
    >
      {GROUPS.map(({ name, offers }) => (
        <optgroup key={name} label={name}>
          {offers.map((offer) => (
            <option key={offer.format} value={offer.format}>
              {offer.name} ({offer.ending})
            </option>
          ))}
        </optgroup>
      ))}
    </ChoiceField>
  );
}
