/** What is asked of an endpoint of each kind. */
import type { Endpoint } from "@/graphql/entities";
import { PROVIDERS } from "@/graphql/words";

export type Provider = Endpoint["provider"];
export type FieldName = "endpointId" | "url" | "apiKey" | "model" | "dialect" | "concurrency";

export type Asked = {
  name: FieldName;
  label: string;
  hint: string;
  placeholder?: string;
  required?: boolean;
  choices?: readonly { value: string; label: string }[];
};

type Kind = { label: string; about: string; asked: readonly Asked[] };

const SEALED = "It is sealed here and never shown again.";

const atOnce = (usual: number): Asked => ({
  name: "concurrency",
  label: "Renders at a time",
  hint: `${usual} if left empty.`,
  placeholder: String(usual),
});

export const KINDS: Record<Provider, Kind> = {
  RUNPOD: {
    label: "RunPod serverless",
    about:
      "A serverless endpoint of your RunPod account. Its GPUs are paid by the second, by your account, while they work.",
    asked: [
      {
        name: "endpointId",
        label: "Endpoint id",
        hint: "RunPod console, Serverless, your endpoint: the short code beside its name.",
        required: true,
      },
      {
        name: "apiKey",
        label: "API key",
        hint: `RunPod console, Settings, API keys. ${SEALED}`,
        required: true,
      },
      {
        name: "dialect",
        label: "Worker",
        hint: "What runs in the endpoint's image.",
        choices: [
          { value: "STORYCANVAS", label: "StoryCanvas worker" },
          { value: "WORKER_COMFYUI", label: "worker-comfyui 5" },
        ],
      },
      atOnce(20),
    ],
  },
  COMFYUI: {
    label: "ComfyUI server",
    about: "A ComfyUI server of yours, spoken to directly.",
    asked: [
      {
        name: "url",
        label: "Address",
        hint: "The one at which its page is seen. Private addresses need the studio's settings to allow them.",
        placeholder: "https://comfy.example.com",
        required: true,
      },
      { name: "apiKey", label: "API key", hint: `Only if it asks for one. ${SEALED}` },
      atOnce(2),
    ],
  },
  OPENAI_VIDEOS: {
    label: "OpenAI Videos service",
    about: "Any service that speaks as the OpenAI Videos API does. It makes videos only.",
    asked: [
      {
        name: "url",
        label: "Address",
        hint: "With the version in it. OpenAI's own if left empty.",
        placeholder: "https://api.openai.com/v1",
      },
      { name: "apiKey", label: "API key", hint: SEALED, required: true },
      { name: "model", label: "Model", hint: "As the service calls it." },
      {
        name: "dialect",
        label: "Speaks",
        hint: "vLLM-Omni takes first frames and seeds, too.",
        choices: [
          { value: "OPENAI", label: "As OpenAI does" },
          { value: "VLLM_OMNI", label: "As vLLM-Omni does" },
        ],
      },
      atOnce(4),
    ],
  },
  PULL: {
    label: PROVIDERS.PULL,
    about:
      "Machines behind a router that ask this studio for work. A key for them is made and shown once.",
    asked: [atOnce(4)],
  },
};

export const PROVIDER_CHOICES = (Object.keys(KINDS) as Provider[]).map((value) => ({
  value,
  label: KINDS[value].label,
}));

export function isProvider(value: string): value is Provider {
  return value in KINDS;
}

type Dialect = Exclude<Endpoint["dialect"], null>;
export type Settings = {
  endpointId?: string;
  url?: string;
  apiKey?: string;
  model?: string;
  dialect?: Dialect;
  concurrency?: number;
};

/** What was filled in and is not so already. */
export function settingsOf(
  provider: Provider,
  text: (name: string) => string,
  endpoint?: Endpoint,
): Settings {
  const given = KINDS[provider].asked.flatMap(({ name }) => {
    const value = text(name);
    const before = endpoint && name !== "apiKey" ? endpoint[name] : null;
    if (value === "" || value === String(before ?? "")) return [];
    return [[name, name === "concurrency" ? Number(value) : value]];
  });
  return Object.fromEntries(given);
}
