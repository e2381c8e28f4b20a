import type { Clip } from "@/graphql/entities";
import { FRAMINGS } from "@/graphql/words";
import { ChoiceField } from "@/ui/field";
import { SHOT_KINDS } from "./words";

type ChoiceProps<Value> = {
  /** Undefined if several differ. */
  value: Value | undefined;
  onChange: (value: Value) => void;
};

function Choice<Value extends string>({
  label,
  names,
  value,
  onChange,
}: ChoiceProps<Value> & { label: string; names: Record<Value, string> }) {
  const values = Object.keys(names) as Value[];
  const choices = values.map((one) => ({ value: one as string, label: names[one] }));
  const mixed = { value: "", label: "Mixed", disabled: true };
  return (
    <ChoiceField
      label={label}
      value={value ?? ""}
      choices={value === undefined ? [mixed, ...choices] : choices}
      onChange={(event) => {
        const chosen = values.find((one) => one === event.target.value);
        if (chosen) onChange(chosen);
      }}
    />
  );
}

export function FramingChoice(props: ChoiceProps<Clip["framing"]>) {
  return <Choice label="Framing" names={FRAMINGS} {...props} />;
}

export function KindChoice(props: ChoiceProps<Clip["shotKind"]>) {
  return <Choice label="Kind of shot" names={SHOT_KINDS} {...props} />;
}
