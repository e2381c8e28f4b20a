import { Star } from "lucide-react";

/** 0 to 5, as its publisher's votes have it; nothing where nobody has voted. */
export function Rating({ rating }: { rating: number }) {
  if (rating === 0) return null;
  return (
    <span className="inline-flex items-center gap-1 text-xs tabular-nums text-soft">
      <Star size={12} aria-hidden />
      {rating.toFixed(1)}
      <span className="sr-only">of 5</span>
    </span>
  );
}
