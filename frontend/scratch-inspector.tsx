import "@/ui/tokens.css";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { StrictMode } from "react";
import { Provider } from "urql";
import { arrive } from "@/features/session/session";
import { openClient } from "@/graphql/client";
import { openSocket } from "@/graphql/socket";
import { applyTheme } from "@/ui/theme";
import { Tips } from "@/ui/tip";
import { Inspector } from "@/features/inspector/inspector";
import { useLiveProject } from "@/graphql/live";
import { useProject } from "@/graphql/project";
import { listen } from "@/actions/keyboard";
import { history } from "@/actions/history";
import { useActions } from "@/actions/registry";
import { Notices } from "@/app/notices";
import { useGenerate } from "@/features/generate/use-generate";

applyTheme();
await arrive();
const q = new URLSearchParams(location.search);
const projectId = q.get("project") ?? "";
function Page() {
  const { project } = useProject(projectId);
  useLiveProject({ projectId, after: project?.lastSeq ?? null });
  const all = project?.scenes.flatMap((s) => s.clips) ?? [];
  const n = q.get("n");
  const [id, setId] = useState<string | null>(null);
  const first = n === null ? null : all[Number(n)]?.id ?? (q.get("gone") ? "clip_x" : null);
  const many = q.get("many") ? all.slice(0, Number(q.get("many"))).map((c) => c.id) : [];
  const generate = useGenerate();
  useEffect(() => listen(), []);
  useActions([{ id: "undo", label: "Undo", group: "Edit", keys: "$mod+z", run: () => void history.undo() },
    { id: "redo", label: "Redo", group: "Edit", keys: "$mod+Shift+z", run: () => void history.redo() }]);
  return <div className="flex h-full"><main className="grow"><h1>Board</h1></main>
    <Inspector projectId={projectId} clipId={id ?? first} clipIds={many} onClose={() => console.info("close")} onOpenTake={(t) => console.info("open", t)}
      onGenerate={(t) => void generate(t)} onGenerateWith={(t) => console.info("with", t)} onInspect={setId} /><Notices /></div>;
}
const client = openClient(openSocket());
createRoot(document.getElementById("root") as HTMLElement).render(<StrictMode><Provider value={client}><Tips delayDuration={500}><Page /></Tips></Provider></StrictMode>);
