import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    pool: "threads",
    // By default one processor is left idle: half of a small machine.
    maxWorkers: "100%",
  },
});
