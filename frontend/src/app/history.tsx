import { HistoryScreen } from "@/features/history/screen";

export function HistoryPage() {
  return <HistoryScreen />;
}
