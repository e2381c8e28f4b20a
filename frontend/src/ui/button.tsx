import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tip } from "./tip";

const LOOKS = {
  primary: "bg-accent text-on-accent font-medium hover:bg-accent-strong active:bg-accent-strong",
  plain: "bg-raised text-ink hover:bg-hover active:bg-pressed",
  quiet: "text-soft hover:bg-hover hover:text-ink active:bg-pressed",
  danger: "bg-bad-wash text-ink hover:bg-pressed",
} as const;

const SIZES = {
  sm: "h-7 gap-1.5 px-2 text-xs",
  md: "h-8 gap-2 px-3 text-sm",
  lg: "h-10 gap-2 px-4 text-base",
} as const;

const SHAPE =
  "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md transition-colors disabled:opacity-45 aria-disabled:opacity-45 disabled:pointer-events-none";

export type Look = keyof typeof LOOKS;

type ButtonProps = ComponentProps<"button"> & { look?: Look; size?: keyof typeof SIZES };

export function Button({
  look = "plain",
  size = "md",
  type = "button",
  className,
  ...rest
}: ButtonProps) {
  return <button type={type} className={buttonClass(look, size, className)} {...rest} />;
}

/** For a link that is to look like a button. */
export function buttonClass(look: Look = "plain", size: keyof typeof SIZES = "md", more?: string) {
  return clsx(SHAPE, LOOKS[look], SIZES[size], more);
}

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> & {
  /** Said by screen readers and shown in the tip. */
  label: string;
  /** The key that does the same, as `keys` of an action. */
  keys?: string | undefined;
  look?: Look;
  small?: boolean;
  children: ReactNode;
};

export function IconButton({
  label,
  keys,
  look = "quiet",
  small = false,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  const shape = clsx(SHAPE, LOOKS[look], small ? "size-6" : "size-8", className);
  return (
    <Tip label={label} keys={keys}>
      <button type={type} aria-label={label} className={shape} {...rest} />
    </Tip>
  );
}
