import { useState } from "react";
import { Button } from "@/ui/button";

const LONG = 320;

/** What a publisher says; of what is long the beginning. */
export function Prose({ text }: { text: string }) {
  const [whole, showWhole] = useState(false);
  if (!text) return null;
  const isLong = text.length > LONG;
  return (
    <div className="text-sm text-soft">
      <p
        className={`select-text whitespace-pre-line wrap-anywhere ${isLong && !whole ? "line-clamp-5" : ""}`}
      >
        {text}
      </p>
      {isLong ? (
        <Button
          look="quiet"
          size="sm"
          className="-ml-2 mt-1"
          aria-expanded={whole}
          onClick={() => showWhole(!whole)}
        >
          {whole ? "Less" : "More"}
        </Button>
      ) : null}
    </div>
  );
}
