/** Before each file of tests: what fast-check makes follows from the seed of the run. Its import takes time, so only files that use it wait. */
import { readFileSync } from "node:fs";
import { expect, vi } from "vitest";
import { SEED } from "./seed.ts";

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
