/**
 * Before each file of tests: a test that asserts nothing fails, because it would pass whatever the product does.
 * Tests that run beside each other share one counter of assertions, so theirs are found in their text
 * (test/unit/needs.test.ts). And what fast-check makes follows from the seed of the run. Its import takes time, so
 * only files that use it wait.
 */
import { readFileSync } from "node:fs";
import { beforeEach, expect, vi } from "vitest";
import { SEED } from "./seed.ts";

beforeEach(({ task }) => {
  if (task.concurrent !== true) expect.hasAssertions();
});

const file = expect.getState().testPath;
if (file !== undefined && readFileSync(file, "utf8").includes('from "fast-check"')) {
  const { configureGlobal } = await import("fast-check");
  configureGlobal({ seed: SEED });
}

/**
 * How long a test waits for a condition says nothing about the product, and a slow machine needs longer: each waits so
 * long at least. The condition is what is asserted.
 */
const PATIENCE_MS = 60_000;
const waitFor = vi.waitFor;
vi.waitFor = (condition, options = {}) => {
  const { timeout = 0, ...rest } = typeof options === "number" ? { timeout: options } : options;
  return waitFor(condition, { ...rest, timeout: Math.max(timeout, PATIENCE_MS) });
};
