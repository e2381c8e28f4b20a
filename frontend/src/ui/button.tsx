import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Brief, type PriceTag } from "./price-tag";
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
  /** Of what it renders. */
  price?: PriceTag;
  children: ReactNode;
};

export function IconButton({
  label,
  keys,
  look = "quiet",
  small = false,
  price,
  className,
  type = "button",
  children,
  ...rest
}: IconButtonProps) {
  const tagged = small ? "h-6 gap-1 px-1.5 text-xs" : "h-8 gap-1.5 px-2 text-xs";
  const size = price?.brief ? tagged : small ? "size-6" : "size-8";
  return (
    <Tip label={label} keys={keys} more={price?.words}>
      <button
        type={type}
        aria-label={price ? undefined : label}
        className={clsx(SHAPE, LOOKS[look], size, className)}
        {...price?.near}
        {...rest}
      >
        {children}
        {price ? (
          <>
            <span className="sr-only">{label}</span>
            <Brief price={price} />
          </>
        ) : null}
      </button>
    </Tip>
  );
}

type PricedProps = ButtonProps & { price: PriceTag; keys?: string };

/**
 * A button that renders: price and time stand on it once they are known, and at length in its tip.
 * Its name is its text, hidden or not: a label of its own would lack the price that is seen.
 */
export function PricedButton({ price, keys, children, ...rest }: PricedProps) {
  return (
    <Tip label={price.words} keys={keys}>
      <Button {...price.near} {...rest}>
        {children}
        <Brief price={price} />
      </Button>
    </Tip>
  );
}
