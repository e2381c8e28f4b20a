import { TASKS, type Task } from "@/graphql/catalogue";
import type { MediaKind } from "@/graphql/entities";
import type { Workflow } from "@/graphql/workflows";
import type { Tone } from "@/ui/status";
import { plural } from "@/ui/words";
import type { Binding } from "./bindings";
import type { Standing, Template } from "./documents";

export const CATEGORIES: Record<Workflow["category"], string> = {
  GENERATE: "From words",
  EDIT: "Edit a picture",
  ANIMATE: "Make it move",
  ENHANCE: "Enhance",
  SOUND: "Sound",
  OTHER: "Other",
};

type Fit = Standing["fit"];
export const FITS: Record<Fit, { tone: Tone; word: string }> = {
  READY: { tone: "good", word: "Ready" },
  UNTOLD: { tone: "wait", word: "To be tried" },
  SKETCH: { tone: "idle", word: "Sketch only" },
  UNFIT: { tone: "warn", word: "Not here" },
};

/** Where a workflow can be rendered with, in a few words; the best of all endpoints counts. */
export function standingWords(standings: readonly Standing[]): { tone: Tone; words: string } {
  const of = (fit: Fit) => standings.filter((one) => one.fit === fit);
  for (const fit of ["READY", "UNTOLD"] as const) {
    const some = of(fit);
    const [first] = some;
    if (!first) continue;
    const where = some.length === 1 ? first.endpoint.name : plural(some.length, "endpoint");
    return { tone: FITS[fit].tone, words: fit === "READY" ? where : `Tried at ${where}` };
  }
  const lacking = of("UNFIT").find(
    ({ missingNodes, missingFiles }) => missingNodes.length + missingFiles.length > 0,
  );
  if (lacking) return { tone: "warn", words: `Lacks ${lackWords(lacking)}` };
  if (of("SKETCH").length > 0) return { tone: "idle", words: "Sketch only" };
  return { tone: "warn", words: "No endpoint" };
}

/** "2 nodes and 1 file" */
export function lackWords({
  missingNodes,
  missingFiles,
}: Pick<Standing, "missingNodes" | "missingFiles">): string {
  const said = [
    missingNodes.length > 0 && plural(missingNodes.length, "node"),
    missingFiles.length > 0 && plural(missingFiles.length, "file"),
  ];
  return said.filter(Boolean).join(" and ");
}

const OTHER_TASKS: Record<string, string> = {
  TEXT_TO_AUDIO: "Text to sound",
  FACE_FUSION: "Put a face into a picture",
};

export function taskWords(task: string): string {
  return TASKS[task as Task] ?? OTHER_TASKS[task] ?? task.toLowerCase().replaceAll("_", " ");
}

/** Each word is looked for in what a template is called, is for, and is drawn for. */
export function foundBy(template: Template, query: string): boolean {
  const { label, description, family, task } = template;
  const text = [label, description, family, taskWords(task)].join(" ").toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What a workflow is for, by what it makes of what. */
export function categoryFor(kind: MediaKind, bindings: readonly Binding[]): Workflow["category"] {
  if (kind === "AUDIO") return "SOUND";
  const starts = bindings.some(
    ({ place, targets }) => place === "START_IMAGE" && targets.length > 0,
  );
  if (!starts) return "GENERATE";
  return kind === "VIDEO" ? "ANIMATE" : "EDIT";
}

/** What a file calls itself: by what was exported with it, else by its own name. */
export function nameIn(text: string, fileName: string): { name: string; description: string } {
  const plain = fileName
    .replace(/\.json$/i, "")
    .replaceAll(/[_]+/g, " ")
    .trim();
  try {
    for (const node of Object.values(JSON.parse(text) as Record<string, unknown>)) {
      const note = noteIn(node);
      if (note) return note;
    }
  } catch {
    // It is told by whoever reads the whole.
  }
  return { name: plain.slice(0, 200), description: "" };
}

type Node = { _meta?: { storycanvas?: { name?: unknown; description?: unknown } } } | null;

function noteIn(node: unknown): { name: string; description: string } | null {
  const note = typeof node === "object" ? (node as Node)?._meta?.storycanvas : undefined;
  if (typeof note?.name !== "string") return null;
  const description = typeof note.description === "string" ? note.description : "";
  return { name: note.name, description };
}
