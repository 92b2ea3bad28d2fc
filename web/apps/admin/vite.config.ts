import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the app against a running appliance: TOWLINE=https://localhost:8443 npm run dev -w @towline/admin
const appliance = process.env.TOWLINE ?? "https://localhost:8443";

export default defineConfig({
  base: "/login/",
  plugins: [react()],
  server: {
    proxy: {
      "/api": { target: appliance, changeOrigin: true, secure: false, headers: { origin: appliance } },
    },
  },
  build: { target: "es2023", assetsInlineLimit: 0, sourcemap: false },
});
