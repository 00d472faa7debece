/**
 * Before each test file: a test without assertions fails, because it would pass whatever the product does. Concurrent
 * tests share one counter of assertions, so theirs are found in their text (test/unit/needs.test.ts). The seed of the
 * run also seeds fast-check; its import takes time, so only files that use it load it.
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
 * Least time that a test waits for a condition. The wait says nothing about the product, and a slow machine needs
 * longer; the condition is the assertion.
 */
const PATIENCE_MS = 150_000;
const waitFor = vi.waitFor;
vi.waitFor = (condition, options = {}) => {
  const { timeout = 0, ...rest } = typeof options === "number" ? { timeout: options } : options;
  return waitFor(condition, { ...rest, timeout: Math.max(timeout, PATIENCE_MS) });
};
