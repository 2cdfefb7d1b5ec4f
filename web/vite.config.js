import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Every asset is a file of its own with its hash in the name: the server's Content-Security-Policy allows neither
// data: addresses nor inline script or style.
export default defineConfig({
  base: "/staff/",
  plugins: [svelte()],
  build: {
    target: ["chrome123", "firefox121", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
