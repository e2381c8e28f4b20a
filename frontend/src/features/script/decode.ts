/** From a file that somebody drops to the text of a script. */

export const MOST_BYTES = 2 * 1024 * 1024;
export const READABLE = ".fountain,.spmd,.txt,.md,.markdown,text/plain,text/markdown";

export type Decoded = { ok: true; text: string } | { ok: false; message: string };

const OTHER_FORMATS: Record<string, string> = {
  fdx: "Final Draft",
  fadein: "Fade In",
  celtx: "Celtx",
  pdf: "PDF",
  doc: "Word",
  docx: "Word",
  odt: "OpenDocument",
  rtf: "Rich Text",
  pages: "Pages",
};

/** Reads UTF-8, UTF-16 with its byte order mark, and Windows-1252; or says what is to be done. */
export function decodeScript(name: string, bytes: Uint8Array): Decoded {
  const refusal = refusalOf(name, bytes.length);
  if (refusal) return { ok: false, message: refusal };
  const text = textOf(bytes);
  if (text.includes("\0")) return { ok: false, message: `“${name}” is not a text file.` };
  return { ok: true, text: text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n") };
}

/** Why a file cannot be a script, by its name and size alone; null if it may be one. */
export function refusalOf(name: string, size: number): string | null {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const other = OTHER_FORMATS[ending];
  if (other) {
    return `“${name}” is a ${other} file, which is not read yet. Export it as Fountain or plain text and drop that.`;
  }
  if (size > 2 * MOST_BYTES) {
    return `“${name}” has ${megabytes(size)}; at most ${megabytes(MOST_BYTES)} are read at once. Split it: the second part can be added to the project of the first.`;
  }
  return null;
}

export function megabytes(size: number): string {
  return `${Number((size / 1024 / 1024).toFixed(1))} MB`;
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
