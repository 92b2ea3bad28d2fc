// How the script of the customer's page is built: one file without a library, served as /assets/portal.js, and a second one that is loaded when something is to be shown.
// The page itself is written by the appliance.

import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: ["chrome111", "edge111", "firefox115", "safari16.4"],
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      input: "src/main.ts",
      output: { entryFileNames: "portal.js", chunkFileNames: "share.js", format: "es" },
    },
  },
});
