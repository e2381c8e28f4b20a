import { useState } from "react";
import { TextField } from "@/ui/field";
import { numberIn, type Range } from "./recipe";

type NumberFieldProps = {
  label: string;
  hideLabel?: boolean;
  value: number | null;
  range: Range;
  /** What is taken where nothing is said. */
  usual?: string;
  onChange: (value: number | null) => void;
};

/** A number, or nothing; what is out of its range is brought into it when the field is left. */
export function NumberField({ label, hideLabel, value, range, usual, onChange }: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <TextField
      label={label}
      hideLabel={hideLabel ?? false}
      type="number"
      min={range.low}
      max={range.high}
      step={Number.isInteger(range.step) ? range.step : "any"}
      placeholder={usual}
      autoComplete="off"
      value={draft ?? String(value ?? "")}
      onChange={({ currentTarget }) => {
        setDraft(currentTarget.value);
        onChange(numberIn(currentTarget.value, range));
      }}
      onBlur={() => setDraft(null)}
    />
  );
}
