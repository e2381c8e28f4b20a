import type { ReactNode } from "react";
import { notices } from "@/actions/notices";
import { DropVeil } from "@/ui/drop-veil";
import { useWindowDrop } from "@/ui/use-window-drop";
import { decodeScript, READABLE, refusalOf } from "./decode";
import { draft } from "./draft";

/** Takes a file as the draft; answers whether it could be read. What is wrong is told. */
export async function takeFile(file: File): Promise<boolean> {
  const refusal = refusalOf(file.name, file.size);
  const read = refusal
    ? ({ ok: false, message: refusal } as const)
    : decodeScript(file.name, new Uint8Array(await file.arrayBuffer()));
  if (!read.ok) notices.warn(read.message);
  else await draft.replace(read.text, `Opened “${file.name}”`);
  return read.ok;
}

/** Lets somebody choose a file of this machine; `onTaken` once it is the draft. */
export function chooseFile(onTaken: () => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = READABLE;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void takeFile(file).then((ok) => ok && onTaken());
  });
  input.click();
}

type DropZoneProps = { onTaken: () => void; words?: string; children: ReactNode };

/** Takes a script that is dropped anywhere in the window. */
export function DropZone({
  onTaken,
  words = "Drop the script to read it",
  children,
}: DropZoneProps) {
  const over = useWindowDrop(true, (file) => void takeFile(file).then((ok) => ok && onTaken()));
  return (
    <>
      {children}
      {over ? <DropVeil words={words} /> : null}
    </>
  );
}
