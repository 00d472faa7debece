// Not by name: where an old Node.js lacks one of them, the advice below must still be reached.
import fs from "node:fs";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { compiledEnv, wrongNode } from "./scripts/right-node.mjs";
import { IS_FULL, ONLY_FULL } from "./test/run/long-sets.ts";
import { RunReporter } from "./test/run/reporter.ts";
import { SEED } from "./test/run/seed.ts";
import { SlowFirst } from "./test/run/slow-first.ts";

const advice = wrongNode();
if (advice !== undefined) {
  process.stderr.write(`gemba: ${advice}.\n`);
  process.exit(1);
}

/** What tests start, again and again, is compiled once, at set-up. */
Object.assign(process.env, compiledEnv("test"));

/**
 * `npm run test:full` is the whole of the long sets, and nothing that `npm test` does whole. What is asked for by name
 * is run.
 */
function isWanted(file: string): boolean {
  const isOnlyFull = ONLY_FULL.some((name) => file.endsWith(`test/${name}.test.ts`));
  if (IS_FULL) return isOnlyFull || fs.readFileSync(file, "utf8").includes("run/long-sets.ts");
  return !isOnlyFull || process.argv.some((argument) => /[./]/.test(argument) && file.includes(argument));
}

/** Projects of one group run together, so that no core waits at the end of each; the groups follow one another. */
function project(
  { group, workers }: { readonly group: number; readonly workers: number },
  name: string,
  globs: readonly string[],
  timeoutS: number,
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: fs.globSync(globs as string[]).filter(isWanted),
      setupFiles: ["test/run/set-up.ts"],
      testTimeout: timeoutS * 1000,
      hookTimeout: timeoutS * 1000,
      maxWorkers: workers,
      expect: { poll: { timeout: 60_000 } },
      sequence: { groupOrder: group, shuffle: { tests: name === "unit" || name === "contract" } },
      ...(name === "unit" ? { pool: "threads" } : {}),
    },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: false,
    sequence: { seed: SEED, sequencer: SlowFirst },
    reporters: ["default", new RunReporter(SEED)],
    projects: [
      project(
        { group: 1, workers: 2 },
        "unit",
        ["test/unit/**/*.test.ts", "test/*.test.ts", "test/viewer/**/*.test.ts"],
        120,
      ),
      project({ group: 1, workers: 2 }, "contract", ["test/contract/**/*.test.ts"], 120),
      // They wait for servers and pages now and then: two would leave a core idle.
      project({ group: 2, workers: 3 }, "flow", ["test/flow/**/*.test.ts"], 180),
      project({ group: 2, workers: 3 }, "browser", ["test/browser/**/*.test.ts"], 180),
    ],
  },
});
