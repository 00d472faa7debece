import type { Logger } from "pino";
import { reasonOf } from "./contracts/errors.ts";

interface Step {
  readonly name: string;
  readonly run: () => unknown;
}

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

  add(name: string, run: () => unknown): void {
    this.#steps.push({ name, run });
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
      // Even past the deadline a step gets a moment: closing the log matters most and comes last.
      const leftMs = Math.max(until - performance.now(), 250);
      const began = performance.now();
      try {
        await withinMs(Promise.resolve(step.run()), leftMs);
        this.#log.debug({ step: step.name, tookMs: Math.round(performance.now() - began) }, "stopped");
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
  const timer = setTimeout(() => reject(new Error(`still running after ${Math.round(ms)} ms`)), ms);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
