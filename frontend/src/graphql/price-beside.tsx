import { useEffect, useEffectEvent, useState } from "react";
import { usePriceTag, type Wanted } from "./price-tag";

type PriceBesideProps = {
  /** Read once it stands there: what is chosen may come by the same press. */
  of: () => Wanted | null;
  /** Asks for what is not known yet. */
  asks?: boolean;
};

/** Price and time of what an entry of a menu or a list would render. */
export function PriceBeside({ of, asks = true }: PriceBesideProps) {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const read = useEffectEvent(() => setWanted(of()));
  useEffect(() => {
    const timer = setTimeout(() => read());
    return () => clearTimeout(timer);
  }, []);
  const price = usePriceTag(wanted, asks ? "opened" : false);
  if (!wanted || (!asks && !price.known)) return null;
  return (
    <span
      title={price.words}
      className="block max-w-48 shrink-0 truncate text-xs text-soft tabular-nums"
    >
      {price.brief ?? (price.known ? price.words : "…")}
    </span>
  );
}

/** The same for an entry that is told as data. */
export function priced(of: () => Wanted | null) {
  return <PriceBeside of={of} />;
}
