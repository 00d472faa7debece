import type { Logger } from "pino";
import { reasonOf } from "./contracts/errors.ts";

interface Step {
  readonly name: string;
  readonly run: () => unknown;
  readonly keepMs: number;
}

/** Steps before it leave a step at least so much of the time, unless it says more. */
const KEEP_MS = 10;
/** A step that takes longer is in the log, because the next time it may be the one that is left behind. */
const LONG_MS = 1_000;

/**
 * Stopping is starting read backwards: named steps, run last-in first-out, all
 * within one deadline. A step that fails or hangs is named in the log and does
 * not keep the next from running. `run` may be called twice.
 */
export class StopStack {
  readonly #steps: Step[] = [];
  readonly #deadlineMs: number;
  readonly #log: Logger;
  #running: Promise<boolean> | undefined;

  constructor(deadlineMs: number, log: Logger) {
    this.#deadlineMs = deadlineMs;
    this.#log = log;
  }

  /** `keepMs`: so much of the time is the step's own, however long those before it take. */
  add(name: string, run: () => unknown, keepMs = KEEP_MS): void {
    this.#steps.push({ name, run, keepMs });
  }

  /** Resolves with true when every step ended well in time. Never rejects. */
  run(): Promise<boolean> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<boolean> {
    const until = performance.now() + this.#deadlineMs;
    let clean = true;
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      const began = performance.now();
      const keptMs = this.#steps.reduce((sum, { keepMs }) => sum + keepMs, 0);
      const leftMs = Math.max(until - began - keptMs, step.keepMs);
      try {
        await withinMs(Promise.resolve(step.run()), leftMs);
        const tookMs = Math.round(performance.now() - began);
        this.#log[tookMs > LONG_MS ? "info" : "debug"]({ step: step.name, tookMs }, "stopped");
      } catch (error) {
        clean = false;
        this.#log.error({ step: step.name, reason: reasonOf(error) }, "a part did not stop cleanly");
      }
    }
    return clean;
  }
}

/** Rejects when `work` takes longer than `ms`; the work itself cannot be taken back. */
async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`still running after ${Math.round(ms)} ms; it is left behind`)), ms);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
