import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { within } from "../observe/within.ts";

interface StepOptions {
  /** So much of the time is the step's own, however long those before it take. */
  readonly keepMs?: number;
  /**
   * Begins when the stop begins, beside those before it, and is waited for in its turn: for what leaves a process, a
   * thread or a machine.
   */
  readonly isEarly?: boolean;
}

interface Step {
  readonly name: string;
  readonly run: () => unknown;
  readonly keepMs: number;
  readonly isEarly: boolean;
}

/** Steps before it leave a step at least so much of the time, unless it says more. */
const KEEP_MS = 10;
/** A step that takes longer is in the log, because the next time it may be the one that is left behind. */
const LONG_MS = 1_000;

/**
 * Stopping is starting read backwards: named steps, run last-in first-out, all
 * within one deadline. An early step begins at once. A step that fails or hangs is named in the log and does
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

  add(name: string, run: () => unknown, { keepMs = KEEP_MS, isEarly = false }: StepOptions = {}): void {
    this.#steps.push({ name, run, keepMs, isEarly });
  }

  /** Resolves with true when every step ended well in time. Never rejects. */
  run(): Promise<boolean> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<boolean> {
    const until = performance.now() + this.#deadlineMs;
    const early = new Map(this.#steps.filter(({ isEarly }) => isEarly).map((step) => [step, begun(step)]));
    let clean = true;
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      const began = performance.now();
      // An early step has its time while those before it run.
      const keptMs = this.#steps.reduce((sum, { keepMs, isEarly }) => sum + (isEarly ? KEEP_MS : keepMs), 0);
      const leftMs = Math.max(until - began - keptMs, step.keepMs);
      try {
        const late = `still running after ${Math.round(leftMs)} ms; it is left behind`;
        await within(leftMs, late, early.get(step) ?? begun(step));
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

/** An error thrown at once rejects the promise too. A step that fails before its turn reports it when its turn comes. */
function begun({ run }: Step): Promise<unknown> {
  const running = (async () => await run())();
  running.catch(() => undefined);
  return running;
}
