import { clsx } from "clsx";
import { Upload } from "lucide-react";
import { useState } from "react";
import type { Problem } from "@/graphql/act";
import { Button } from "@/ui/button";
import { TextBox } from "@/ui/field";
import { useFileChoice } from "@/ui/use-file-choice";
import { useWindowDrop } from "@/ui/use-window-drop";

export type GivenFile = { name: string; text: string };

const MOST_CHARACTERS = 4_000_000;

type Read = { file: GivenFile } | { problem: string };

/** The text of a file of this machine, if it can be a workflow. */
export async function readFile(file: File): Promise<Read> {
  // Of a picture the workflow would stand in its metadata, which is not read here.
  if (/^image\//.test(file.type)) {
    return {
      problem: `${file.name} is a picture. Save its workflow from ComfyUI as a .json file.`,
    };
  }
  if (file.size > MOST_CHARACTERS * 4) return { problem: TOO_LARGE(file.name) };
  const text = await file.text();
  if (text.length > MOST_CHARACTERS) return { problem: TOO_LARGE(file.name) };
  return { file: { name: file.name, text } };
}

const TOO_LARGE = (name: string) => `${name} is too large: a workflow has 4 MB at most.`;

type PickFileProps = {
  busy: boolean;
  problems: readonly Problem[];
  onFile: (file: GivenFile) => void;
};

/** A workflow by its file, or by its text. */
export function PickFile({ busy, problems, onFile }: PickFileProps) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  async function take(file: File) {
    const read = await readFile(file);
    setRefusal("problem" in read ? read.problem : null);
    if ("file" in read) onFile(read.file);
  }
  const over = useWindowDrop(true, (file) => void take(file));
  const { field, ask } = useFileChoice("A workflow as a file", (file) => void take(file));
  const said = refusal ? [refusal] : problems.map(({ message }) => message);
  return (
    <div className="flex flex-col gap-4">
      <div
        className={clsx(
          "flex flex-wrap items-center justify-center gap-3 rounded-lg border border-dashed px-4 py-8 text-sm text-soft",
          over ? "border-accent bg-accent-wash" : "border-edge",
        )}
      >
        <Upload size={16} aria-hidden />
        Drop a .json file here, or
        <Button disabled={busy} onClick={ask}>
          {busy ? "Looking into it …" : "Choose a file"}
        </Button>
        {field}
      </div>
      {said.map((message) => (
        <p key={message} role="alert" className="text-sm text-bad wrap-anywhere">
          {message}
        </p>
      ))}
      <TextBox
        label="Or paste its text"
        rows={4}
        spellCheck={false}
        maxLength={MOST_CHARACTERS}
        className="font-mono text-xs"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Button
        className="self-start"
        disabled={busy || text.trim() === ""}
        onClick={() => onFile({ name: "", text })}
      >
        Look into the text
      </Button>
    </div>
  );
}
