import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { notices } from "@/actions/notices";
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

type DropZoneProps = { onTaken: () => void; children: ReactNode };

/** Takes a script that is dropped anywhere in the window. */
export function DropZone({ onTaken, children }: DropZoneProps) {
  const over = useDrop((file) => void takeFile(file).then((ok) => ok && onTaken()));
  return (
    <>
      {children}
      {over ? (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-veil p-4">
          <div className="grid size-full place-items-center rounded-lg border-2 border-dashed border-accent">
            <p className="rounded-md bg-raised px-4 py-2 text-lg font-semibold shadow-float">
              Drop the script to read it
            </p>
          </div>
        </div>
      ) : null}
    </>
  );
}

function carriesFile(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Whether a file hangs over the window; `onFile` when it falls. */
function useDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFile);
  useEffect(() => {
    function onOver(event: DragEvent) {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setOver(true);
    }
    function onLeave(event: DragEvent) {
      if (event.relatedTarget === null) setOver(false);
    }
    function onDrop(event: DragEvent) {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) take(file);
    }
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, []);
  return over;
}
