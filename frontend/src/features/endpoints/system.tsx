import { bytesWords } from "@/graphql/catalogue";
import type { Endpoint } from "@/graphql/entities";
import { Progress } from "@/ui/status";

type System = Exclude<Endpoint["systemInfo"], null>;

/** What an endpoint runs on, and how much of its memory is in use. */
export function SystemInfo({ endpoint }: { endpoint: Endpoint }) {
  const { systemInfo, checkedAt, provider } = endpoint;
  if (!systemInfo) return null;
  const software = [SOFTWARE[provider], systemInfo.version].filter(Boolean).join(" ");
  const when = checkedAt && new Date(checkedAt);
  return (
    <div className="mt-3 flex flex-col gap-2 rounded-md bg-well px-3 py-2">
      <p className="text-xs text-soft">
        {software}
        {when ? (
          <>
            , as of{" "}
            <time dateTime={when.toISOString()}>
              {when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}
            </time>
          </>
        ) : null}
      </p>
      {systemInfo.devices.map((device, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two GPUs of one kind have one name
        <Device key={`${at} ${device.name}`} device={device} />
      ))}
    </div>
  );
}

const SOFTWARE: Record<Endpoint["provider"], string> = {
  RUNPOD: "Worker",
  COMFYUI: "ComfyUI",
  OPENAI_VIDEOS: "",
  PULL: "Worker",
};

function Device({ device }: { device: System["devices"][number] }) {
  const { used, words } = memoryOf(device);
  return (
    <div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-xs">
        <span className="text-ink wrap-anywhere">{device.name}</span>
        <span className="tabular-nums text-soft">{words ?? device.type}</span>
      </p>
      {used === null ? null : (
        <div className="mt-1">
          <Progress value={used} label={`Memory of ${device.name} in use`} />
        </div>
      )}
    </div>
  );
}

/** How much of a device's memory is in use, 0 to 1, and that in words. */
export function memoryOf({ vramTotal, vramFree }: System["devices"][number]) {
  const total = Number(vramTotal ?? 0);
  if (total <= 0) return { used: null, words: null };
  if (vramFree === null) return { used: null, words: bytesWords(total) };
  const busy = Math.min(total, Math.max(0, total - Number(vramFree)));
  return { used: busy / total, words: `${bytesWords(busy)} of ${bytesWords(total)} in use` };
}
