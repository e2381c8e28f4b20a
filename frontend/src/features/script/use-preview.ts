import { useEffect, useState } from "react";
import type { Problem } from "@/graphql/act";
import { readOnce } from "@/graphql/once";
import { MOST_BYTES, megabytes } from "./decode";
import { type Format, type Preview, PreviewQuery } from "./documents";

const REST_MS = 300;

export type LivePreview = {
  preview: Preview | null;
  /** What keeps the script from being imported, or from being read at all. */
  problem: Problem | null;
  /** The text has changed since, and is being read. */
  reading: boolean;
  again: () => void;
};

type Read = {
  text: string;
  format: Format | null;
  preview: Preview | null;
  problem: Problem | null;
  turn: number;
};

/** What a script would become, read anew when the typing rests; a request that is late is taken back. */
export function usePreview(text: string, format: Format | null): LivePreview {
  const [read, setRead] = useState<Read | null>(null);
  const [turn, setTurn] = useState(0);
  const blank = text.trim() === "";

  useEffect(() => {
    if (blank) return;
    let cancel = () => {};
    const timer = setTimeout(() => {
      const size = new Blob([text]).size;
      if (size > MOST_BYTES) {
        setRead({ text, format, turn, preview: null, problem: tooLarge(size) });
        return;
      }
      cancel = readOnce(PreviewQuery, { text, format }, ({ data, problem }) =>
        setRead((before) => {
          if (!data) return { text, format, turn, preview: before?.preview ?? null, problem };
          const [wrong] = data.scriptPreview.userErrors;
          return {
            text,
            format,
            turn,
            preview: data.scriptPreview,
            problem: wrong ? { ...wrong, field: null } : null,
          };
        }),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [text, format, blank, turn]);

  return {
    preview: blank ? null : (read?.preview ?? null),
    problem: blank ? null : (read?.problem ?? null),
    reading: !blank && (read?.text !== text || read.format !== format || read.turn !== turn),
    again: () => setTurn((before) => before + 1),
  };
}

function tooLarge(size: number): Problem {
  return {
    code: "SCRIPT_TOO_LARGE",
    field: null,
    message: `The script has ${megabytes(size)}; at most ${megabytes(MOST_BYTES)} are read at once. Import it in parts: later parts can be added to the project of the first.`,
  };
}
