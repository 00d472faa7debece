/** Reports the seed, how to repeat each failure, tests that were retried, and how the time was spent. */
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason, Vitest } from "vitest/node";
import { IS_FULL } from "./long-sets.ts";
import { tellEnd } from "./part.ts";

const SLOWEST = 12;
const REASON = 600;
const minutes = (ms: number): string => (ms / 60_000).toFixed(1).padStart(5);

export class RunReporter implements Reporter {
  readonly #seed: number;
  readonly #spans = new Map<string, { from: number; to: number }>();
  #root = "";

  constructor(seed: number) {
    this.#seed = seed;
  }

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
    say(`seed ${this.#seed}${IS_FULL ? ", the whole of the long sets" : ""}`);
  }

  onTestModuleQueued({ project }: TestModule): void {
    const now = Date.now();
    const span = this.#spans.get(project.name);
    if (span === undefined) this.#spans.set(project.name, { from: now, to: now });
  }

  onTestModuleEnd({ project }: TestModule): void {
    const span = this.#spans.get(project.name);
    if (span !== undefined) span.to = Date.now();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: TestRunEndReason): void {
    say("minutes per project, from its first file to its last (the sum of its files)");
    for (const [name, { from, to }] of this.#spans) {
      const files = modules.filter(({ project }) => project.name === name);
      const sum = minutes(files.reduce((whole, file) => whole + lasted(file), 0)).trim();
      say(`  ${minutes(to - from)}  ${name} (${sum}, ${files.length} files)`);
    }
    const slowest = modules.toSorted((a, b) => lasted(b) - lasted(a)).slice(0, SLOWEST);
    const listed = slowest.map((file) => `${this.#path(file)} ${(lasted(file) / 1000).toFixed(0)}`);
    say(`seconds of the slowest files: ${listed.join(", ")}`);
    const cases = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ module, test })));
    for (const { module, test } of cases)
      if ((test.diagnostic()?.retryCount ?? 0) > 0) say(`RETRIED ${this.#path(module)} > ${test.fullName}`);
    for (const module of modules)
      if (!module.ok())
        this.#failed(
          module,
          cases.filter((one) => one.module === module && one.test.result().state === "failed").map(({ test }) => test),
        );
    say(`seed ${this.#seed}`);
    tellEnd({ isGood: reason === "passed" && unhandled.length === 0 });
  }

  /** Files are repeated whole: their tests run in the order that follows from the seed. */
  #failed(module: TestModule, tests: readonly TestCase[]): void {
    const path = this.#path(module);
    for (const test of tests) {
      say(`FAILED ${path} > ${test.fullName}`);
      for (const { message, diff } of test.result().errors ?? []) say(`  ${startOf(`${message} ${diff ?? ""}`)}`);
    }
    if (tests.length === 0) say(`FAILED ${path}`);
    // Of what runs before and after all tests, and of imports.
    const around = [module, ...module.children.allSuites()].flatMap((one) => one.errors());
    for (const { message } of around) say(`  ${startOf(message)}`);
    const settings = `${IS_FULL ? "GEMBA_FULL=1 " : ""}GEMBA_SEED=${this.#seed}`;
    say(`  seed ${this.#seed}; repeat it: ${settings} npx vitest run ${path}`);
  }

  #path({ moduleId }: TestModule): string {
    return relative(this.#root, moduleId);
  }
}

/** The reason on one line: often only the end of a run's output is kept. */
function startOf(reason: string): string {
  const line = stripVTControlCharacters(reason).replaceAll(/\s+/g, " ").trim();
  return line.length > REASON ? `${line.slice(0, REASON)} …` : line;
}

/** Duration in ms, including imports. */
function lasted(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return collectDuration + setupDuration + duration;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
