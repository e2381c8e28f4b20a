import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { bytesWords, type Model } from "@/graphql/catalogue";
import { Button, buttonClass } from "@/ui/button";
import type { ModelActs } from "./use-model-acts";
import { dayWords } from "./words";

type Version = {
  id: string;
  name: string;
  base: string;
  publishedAt: string | null;
  fileName: string | null;
  size: string | null;
  /** Its entry here, if there is one. */
  modelId: string | null;
};

type VersionsProps = {
  versions: readonly Version[];
  /** Null where nothing here is rendered with it. */
  kind: Model["kind"] | null;
  acts: ModelActs;
};

/** The releases of a model, the newest first, each to be added to the catalogue. */
export function Versions({ versions, kind, acts }: VersionsProps) {
  const [busy, setBusy] = useState<string | null>(null);
  async function add(id: string) {
    setBusy(id);
    await acts.add(id);
    setBusy(null);
  }
  return (
    <ul className="flex flex-col gap-2">
      {versions.map((version) => (
        <li key={version.id} className="flex items-start gap-3">
          <div className="min-w-0 grow">
            <p className="text-sm wrap-anywhere">{version.name}</p>
            <p className="text-xs text-faint wrap-anywhere">
              {[
                version.base,
                dayWords(version.publishedAt),
                version.size && bytesWords(version.size),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </div>
          {version.modelId ? (
            <Link
              to="/models"
              search={{ model: version.modelId }}
              className={buttonClass("quiet", "sm")}
            >
              In the catalogue
            </Link>
          ) : version.fileName && kind ? (
            <Button
              size="sm"
              disabled={busy !== null}
              aria-label={`Add ${version.name} to the catalogue`}
              onClick={() => void add(version.id)}
            >
              {busy === version.id ? "Adding …" : "Add"}
            </Button>
          ) : (
            <span className="py-1 text-xs text-faint">
              {kind ? "Not to be had" : "Not used here"}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
