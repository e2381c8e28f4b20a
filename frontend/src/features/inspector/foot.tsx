import { Button } from "@/ui/button";
import { Keys } from "@/ui/keys";

type FootProps = {
  label: string;
  active: boolean;
  onGenerate: () => void;
  onOptions: () => void;
  onCancel: () => void;
};

export function Foot({ label, active, onGenerate, onOptions, onCancel }: FootProps) {
  return (
    <footer className="flex shrink-0 gap-2 border-t border-line bg-panel px-4 py-3">
      <Button look="primary" className="grow" onClick={onGenerate}>
        {label}
        <Keys keys="g" />
      </Button>
      <Button onClick={onOptions}>Options …</Button>
      {active ? <Button onClick={onCancel}>Cancel</Button> : null}
    </footer>
  );
}
