import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const studio = process.env.STORYCANVAS_DEV_STUDIO ?? "http://127.0.0.1:8000";

/** Names the files of the screens in index.html: they are fetched before anybody comes to them. */
const parts: Plugin = {
  name: "parts",
  transformIndexHtml: {
    order: "post",
    handler(page, { bundle }) {
      const files = Object.values(bundle ?? {}).filter((file) => !("isEntry" in file && file.isEntry));
      const later = files
        .map(({ fileName }) => `/${fileName}`)
        .filter((file) => /\.(js|css)$/.test(file) && !page.includes(file));
      return [{ tag: "meta", injectTo: "head", attrs: { name: "parts", content: later.join(" ") } }];
    },
  },
};

export default defineConfig({
  plugins: [react(), tailwind(), parts],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: process.env.STORYCANVAS_PAGE_DIST ?? "../api/static/page",
    emptyOutDir: true,
    target: ["chrome119", "firefox121", "safari17.4"],
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${name.split("~", 1)}-[hash].js`,
        codeSplitting: {
          groups: [
            // What every screen needs is one file; what some of them share are few.
            { name: "page", tags: ["$initial"], test: /(?<!index\.html)$/, priority: 1 },
            { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 4_000 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/graphql", "/media", "/session", "/uploads", "/imports", "/downloads", "/tracks", "/waveforms"].map((path) => [path, { target: studio, ws: true }]),
    ),
  },
  test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
