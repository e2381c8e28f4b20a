import { Presets } from "@/features/presets/screen";

export function PresetsPage() {
  return <Presets />;
}
