import { expect, test } from "vitest";
import type { Endpoint } from "@/graphql/entities";
import { settingsOf } from "./kinds";

const filled = (values: Record<string, string>) => (name: string) => values[name] ?? "";

test("what was filled in is sent, of what its kind is asked", () => {
  const said = filled({ url: "https://a.test", apiKey: "", model: "x", concurrency: "3" });
  expect(settingsOf("COMFYUI", said)).toEqual({ url: "https://a.test", concurrency: 3 });
  expect(settingsOf("PULL", said)).toEqual({ concurrency: 3 });
});

test("what is so already is not sent again, but a key always", () => {
  const before = { url: "https://a.test", concurrency: 3, model: null } as Endpoint;
  const said = filled({ url: "https://a.test", apiKey: "k", model: "m", concurrency: "3" });
  expect(settingsOf("OPENAI_VIDEOS", said, before)).toEqual({ apiKey: "k", model: "m" });
});
