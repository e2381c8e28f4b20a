import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const studio = process.env.STORYCANVAS_DEV_STUDIO ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: process.env.STORYCANVAS_PAGE_DIST ?? "../api/static/page",
    emptyOutDir: true,
    target: ["chrome119", "firefox121", "safari17.4"],
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/graphql", "/media", "/session", "/uploads", "/imports", "/downloads", "/tracks", "/waveforms"].map((path) => [path, { target: studio, ws: true }]),
    ),
  },
  test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
