import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Built into the static folder of the application, which serves it under the site's strict policy:
// one script and one style sheet, nothing inline, nothing fetched from elsewhere.
export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    outDir: "../../static/editor",
    emptyOutDir: true,
    manifest: "manifest.json",
    rolldownOptions: { input: "src/main.tsx" },
    target: "es2023",
    assetsInlineLimit: 0,
  },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
