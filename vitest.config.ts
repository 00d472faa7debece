import { defineConfig } from "vitest/config";

/** A busy machine may starve a browser or a server once; a defect fails twice. The report names every test that needed its second chance. */
const retry = process.env["CI"] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts", "test/*.test.ts", "test/viewer/**/*.test.ts"], pool: "threads", testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: "contract", include: ["test/contract/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 30_000 } },
      { test: { name: "flow", include: ["test/flow/**/*.test.ts"], testTimeout: 90_000, hookTimeout: 90_000, fileParallelism: false, retry } },
      { test: { name: "browser", include: ["test/browser/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false, retry } },
    ],
  },
});
