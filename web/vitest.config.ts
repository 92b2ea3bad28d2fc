import { defineConfig } from "vitest/config";

// Tests of packages run in node; one that needs a document says so with `// @vitest-environment happy-dom` in its first line.
export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.{ts,tsx}",
      "packages/*/src/**/*.test.{ts,tsx}",
      "apps/*/{src,test}/**/*.test.{ts,tsx}",
    ],
    testTimeout: 15_000,
  },
});
