import type { useNavigate } from "@tanstack/react-router";
import type { Action } from "@/actions/registry";

const WAYS = [
  { id: "go.projects", label: "Projects", keys: "o p", to: "/" },
  { id: "go.import", label: "Import a script", keys: "o i", to: "/import" },
  { id: "go.endpoints", label: "Endpoints", keys: "o e", to: "/endpoints" },
  { id: "go.models", label: "Models", keys: "o m", to: "/models" },
  { id: "go.presets", label: "Presets", keys: "o r", to: "/presets" },
  { id: "go.workflows", label: "Workflows", keys: "o w", to: "/workflows" },
  { id: "go.spending", label: "Spending and budgets", keys: "o s", to: "/spending" },
  { id: "go.history", label: "History of renders", keys: "o h", to: "/history" },
] as const;

/** To each screen of the studio. */
export function ways(navigate: ReturnType<typeof useNavigate>): Action[] {
  return WAYS.map(({ id, label, keys, to }) => ({
    id,
    label,
    group: "Go to",
    keys,
    run: () => void navigate({ to }),
  }));
}
