/** What a button says of money and time, once it is known. */
export type PriceTag = {
  /** In few words, as "$0.012 · 9 s"; null while nothing is known, or nothing would be made. */
  brief: string | null;
  /** In sentences, for its tip. */
  words: string;
  /** Whether it was told, be it that there is none. */
  known: boolean;
  /** Goes onto the button: whoever comes near wants to know. */
  near: Record<"onPointerEnter" | "onPointerLeave" | "onFocus" | "onBlur", () => void>;
};

/** On the button; whoever hears the tip is not told twice. */
export function Brief({ price }: { price: PriceTag }) {
  if (price.brief === null) return null;
  return (
    <span aria-hidden className="shrink-0 font-normal tabular-nums opacity-85">
      {price.brief}
    </span>
  );
}
