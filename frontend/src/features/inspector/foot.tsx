import type { Target } from "@/graphql/acts";
import { usePriceTag } from "@/graphql/price-tag";
import { Button, PricedButton } from "@/ui/button";
import { Tip } from "@/ui/tip";

type FootProps = {
  label: string;
  target: Target;
  active: boolean;
  onGenerate: (target: Target) => void;
  onOptions: (target: Target) => void;
  onCancel: () => void;
};

export function Foot({ label, target, active, onGenerate, onOptions, onCancel }: FootProps) {
  const price = usePriceTag({ now: target }, true);
  const asked = usePriceTag({ asking: target });
  return (
    <footer className="flex shrink-0 gap-2 border-t border-line bg-panel px-4 py-3">
      <PricedButton
        look="primary"
        className="min-w-0 grow shrink!"
        price={price}
        keys="g"
        onClick={() => onGenerate(target)}
      >
        <span className="min-w-0 truncate">{label}</span>
      </PricedButton>
      <Tip label={asked.words}>
        <Button {...asked.near} onClick={() => onOptions(target)}>
          Options …
        </Button>
      </Tip>
      {active ? <Button onClick={onCancel}>Cancel</Button> : null}
    </footer>
  );
}
