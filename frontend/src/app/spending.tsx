import { SpendingScreen } from "@/features/spending/screen";

export function SpendingPage() {
  return <SpendingScreen />;
}
