// Not by name: where an old Node.js lacks one of them, the advice below must still be reached.
import fs from "node:fs";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { wrongNode } from "./scripts/right-node.mjs";
import { strippedEnv } from "./scripts/stripped-files.mjs";
import { FULL_TURN, IS_FULL, ONLY_FULL, OUT_OF_TURN } from "./test/run/long-sets.ts";
import { needsOwnModules } from "./test/run/own-modules.ts";
import { RunReporter } from "./test/run/reporter.ts";
import { SEED } from "./test/run/seed.ts";
import { SlowFirst } from "./test/run/slow-first.ts";

const advice = wrongNode();
if (advice !== undefined) {
  process.stderr.write(`gemba: ${advice}.\n`);
  process.exit(1);
}

/** Processes that tests start again and again load no compiler. */
Object.assign(process.env, strippedEnv());

/**
 * `npm run test:full` is the whole of the long sets, and nothing that `npm test` does whole. What is asked for by name
 * is run.
 */
function isWanted(file: string): boolean {
  const isOneOf = (names: readonly string[]) => names.some((name) => file.endsWith(`test/${name}.test.ts`));
  if (IS_FULL)
    return isOneOf([...ONLY_FULL, ...FULL_TURN]) || fs.readFileSync(file, "utf8").includes("run/long-sets.ts");
  const isLeftOut = isOneOf([...ONLY_FULL, ...OUT_OF_TURN]);
  return !isLeftOut || process.argv.some((argument) => /[./]/.test(argument) && file.includes(argument));
}

/** Files, or the project `unit`, asked for by name: a few files gain nothing from modules that they share. */
const IS_PART = process.argv.slice(2).some((argument) => /[./]/.test(argument) || /^(--project=)?unit$/.test(argument));
const UNIT = fs.globSync(["test/unit/**/*.test.ts", "test/*.test.ts", "test/viewer/**/*.test.ts"]).filter(isWanted);
const SHARED = IS_PART ? [] : UNIT.filter((file) => file.startsWith("test/unit/") && !needsOwnModules(file));

/** A test waits several times, up to 150 s each (test/run/set-up.ts): a lower limit would measure the machine. */
const PATIENCE_MS = 600_000;

/**
 * All projects are one group, so that no core waits at the end of each. Flows and browser tests wait for servers and
 * pages now and then: with fewer than four workers, two cores are idle meanwhile.
 */
function project(name: string, files: readonly string[], more: TestProjectInlineConfiguration["test"] = {}) {
  return {
    test: {
      name,
      include: [...files],
      setupFiles: ["test/run/set-up.ts"],
      testTimeout: PATIENCE_MS,
      hookTimeout: PATIENCE_MS,
      maxWorkers: 4,
      expect: { poll: { timeout: 150_000 } },
      sequence: { groupOrder: 1 },
      ...more,
    },
  };
}

const SHUFFLED = { sequence: { groupOrder: 1, shuffle: { tests: true } } };
const filesOf = (name: string): string[] => fs.globSync(`test/${name}/**/*.test.ts`).filter(isWanted);

export default defineConfig({
  test: {
    passWithNoTests: false,
    sequence: { seed: SEED, sequencer: SlowFirst },
    reporters: ["default", new RunReporter(SEED)],
    projects: [
      project("flow", filesOf("flow")),
      project("browser", filesOf("browser")),
      project("contract", filesOf("contract"), SHUFFLED),
      project(
        "unit",
        UNIT.filter((file) => !SHARED.includes(file)),
        { ...SHUFFLED, pool: "threads", setupFiles: ["test/run/set-up.ts", "test/run/whole-catalogue.ts"] },
      ),
      project("unit-shared", SHARED, { ...SHUFFLED, pool: "threads", isolate: false }),
    ],
  },
});
