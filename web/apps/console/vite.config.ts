// How the console is built: static files below /console/, code split so that the terminal and the painter come only when they are used.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  build: {
    target: ["chrome130", "edge130", "firefox130", "safari18"],
    // The site's security policy allows no data: addresses for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  worker: { format: "es" },
  server: { proxy: { "/api": process.env.TOWLINE_API ?? "http://127.0.0.1:8080" } },
});
