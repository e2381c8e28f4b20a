import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

const BOX =
  "w-full rounded-md border border-line bg-well px-2.5 text-sm text-ink transition-colors hover:border-edge focus-visible:border-accent focus-visible:outline-offset-0";

type Common = { label: string; hint?: ReactNode; error?: string | null; hideLabel?: boolean };

type FieldFrame = Common & {
  children: (props: {
    id: string;
    "aria-describedby"?: string;
    "aria-invalid"?: true;
  }) => ReactNode;
};

/** A label, a control and what is to be said about it. */
export function Field({ label, hint, error, hideLabel, children }: FieldFrame) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-xs font-medium text-soft"}>
        {label}
      </label>
      {children({
        id,
        ...(note ? { "aria-describedby": `${id}-note` } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {note ? (
        <p id={`${id}-note`} className={clsx("text-xs", error ? "text-bad" : "text-faint")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

type TextFieldProps = Common & Omit<ComponentProps<"input">, "id">;

export function TextField({ label, hint, error, hideLabel, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error ?? null} hideLabel={hideLabel ?? false}>
      {(props) => <input className={clsx(BOX, "h-8", className)} {...props} {...rest} />}
    </Field>
  );
}

type TextBoxProps = Common & Omit<ComponentProps<"textarea">, "id">;

/** Several lines; as tall as its text, within reason. */
export function TextBox({ label, hint, error, hideLabel, className, ...rest }: TextBoxProps) {
  return (
    <Field label={label} hint={hint} error={error ?? null} hideLabel={hideLabel ?? false}>
      {(props) => (
        <textarea
          className={clsx(BOX, "field-sizing-content max-h-64 min-h-16 resize-y py-1.5", className)}
          {...props}
          {...rest}
        />
      )}
    </Field>
  );
}

type Choice = { value: string; label: string; disabled?: boolean };
type ChoiceFieldProps = Common &
  Omit<ComponentProps<"select">, "id"> & { choices?: readonly Choice[] };

/** One of some; groups of options can stand as `children` behind the `choices`. */

export function ChoiceField({
  label,
  hint,
  error,
  hideLabel,
  choices = [],
  className,
  children,
  ...rest
}: ChoiceFieldProps) {
  return (
    <Field label={label} hint={hint} error={error ?? null} hideLabel={hideLabel ?? false}>
      {(props) => (
        <select className={clsx(BOX, "h-8", className)} {...props} {...rest}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
          {children}
        </select>
      )}
    </Field>
  );
}

/** What a field with this `list` offers while one types. */
export function Suggestions({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </datalist>
  );
}
