import { Link } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { FOLDERS, type Model } from "@/graphql/catalogue";
import { Button } from "@/ui/button";
import { Status } from "@/ui/status";
import type { Place } from "./documents";
import type { ModelActs } from "./use-model-acts";

/** Whether model files can be on it: a video service has none of its own. */
export function keepsModels({ provider, isLocal }: Pick<Place, "provider" | "isLocal">): boolean {
  return provider !== "OPENAI_VIDEOS" && !isLocal;
}

/** Only a ComfyUI that is spoken to directly can be asked which models it has. */
function tells({ provider }: Pick<Place, "provider">): boolean {
  return provider === "COMFYUI";
}

type PlacesProps = {
  model: Pick<Model, "kind" | "fileName">;
  files: readonly { folder: string; name: string; endpoint: { id: string; name: string } }[];
  downloadUrl: string | null;
  places: readonly Place[];
  acts: ModelActs;
};

/** The endpoints that have the file; where none has it, how one comes by it. */
export function Places({ model, files, downloadUrl, places, acts }: PlacesProps) {
  const able = places.filter((place) => keepsModels(place) && place.enabled);
  return (
    <div className="flex flex-col gap-2 text-sm">
      {files.length > 0 ? (
        <ul className="flex flex-col gap-1.5">
          {files.map(({ folder, name, endpoint }) => (
            <li key={`${endpoint.id} ${folder} ${name}`}>
              <Status tone="good">
                <span className="text-sm text-ink">{endpoint.name}</span>
              </Status>
              <p className="pl-3.5 text-xs text-faint wrap-anywhere">
                {folder}/{name}
              </p>
            </li>
          ))}
        </ul>
      ) : null}
      {files.length === 0 && able.length > 0 ? (
        <p className="text-soft">
          No endpoint has this file yet.{" "}
          {downloadUrl ? (
            <a
              href={downloadUrl}
              target="_blank"
              rel="noreferrer"
              className="text-accent underline underline-offset-2"
            >
              Download {model.fileName}
            </a>
          ) : (
            <>Put {model.fileName}</>
          )}{" "}
          into {FOLDERS[model.kind]} of an endpoint{able.some(tells) ? ", then ask it again" : ""}.
        </p>
      ) : null}
      {able.length === 0 && files.length === 0 ? <NoPlace /> : null}
      {able.some(tells) ? (
        <Again able={able.filter(tells)} acts={acts} />
      ) : able.length > 0 ? (
        <p className="text-soft">
          Your endpoints do not tell which models they have: what names this file is sent there all
          the same.
        </p>
      ) : null}
    </div>
  );
}

/** Words for who has nowhere to put a model. */
export function NoPlace() {
  return (
    <p className="text-soft">
      No endpoint here keeps model files: the local one draws without, and video services have their
      own.{" "}
      <Link to="/endpoints" className="text-accent underline underline-offset-2">
        Add a ComfyUI or RunPod endpoint
      </Link>{" "}
      to render with it.
    </p>
  );
}

function Again({ able, acts }: { able: readonly Place[]; acts: ModelActs }) {
  const [busy, setBusy] = useState(false);
  async function ask() {
    setBusy(true);
    await acts.refresh(able);
    setBusy(false);
  }
  return (
    <Button size="sm" className="self-start" disabled={busy} onClick={() => void ask()}>
      <RefreshCw size={14} aria-hidden />
      {busy ? "Asking …" : "Ask the endpoints again"}
    </Button>
  );
}
