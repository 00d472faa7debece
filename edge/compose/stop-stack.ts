import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { within } from "../observe/within.ts";

interface StepOptions {
  /** Share of the deadline that is reserved for the step, however long those before it take. */
  readonly keepMs?: number;
  /**
   * The step begins when the stop begins, and the stack awaits it in its turn. For steps that end a process, a thread
   * or a connection.
   */
  readonly isEarly?: boolean;
}

interface Step {
  readonly name: string;
  readonly run: () => unknown;
  readonly keepMs: number;
  readonly isEarly: boolean;
}

/** Reserved time of a step that does not name one. */
const KEEP_MS = 10;
/** The log names a step that takes longer: next time it may be the one that is left behind. */
const LONG_MS = 1_000;

/**
 * Stopping is starting in reverse: named steps, last in, first out, all within one deadline. An early step begins at
 * once. The log names a step that fails or hangs; the next step runs all the same. `run` may be called twice.
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

/** A synchronous error rejects the promise too. A step that fails before its turn reports the error in its turn. */
function begun({ run }: Step): Promise<unknown> {
  const running = (async () => await run())();
  running.catch(() => undefined);
  return running;
}
