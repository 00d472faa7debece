/** Worker threads that run variants of a plant: a core each, and no more than there are tasks. */
import { Worker } from "node:worker_threads";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Change } from "../../whatif/changes.ts";
import type { RunTask, StudyStart } from "./study-plant.ts";

export interface CrewData {
  readonly start: StudyStart;
  readonly changes: readonly (readonly Change[])[];
}

export type CrewMessage = { readonly outcomes: Float64Array } | { readonly failure: string };

/** Does tasks in any order; `done` hears of each. Rejects with the signal's reason, or when a task fails. */
export interface Runner {
  run(
    tasks: readonly RunTask[],
    done: (task: RunTask, outcomes: Float64Array) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Compiled plans and a run of a large plant take a tenth of it. */
const HEAP_MB = 1_024;

export class Crew implements Runner, AsyncDisposable {
  readonly #workers: readonly Worker[];

  constructor(data: CrewData, workers: number) {
    this.#workers = Array.from(
      { length: workers },
      () =>
        new Worker(new URL("./crew-thread.ts", import.meta.url), {
          name: "study",
          workerData: data,
          resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
        }),
    );
  }

  /** Throws EdgeError `unavailable` where a thread ends or a run cannot go on. */
  async run(
    tasks: readonly RunTask[],
    done: (task: RunTask, outcomes: Float64Array) => void,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (tasks.length === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (reason: string): void => reject(new EdgeError("unavailable", `The study could not go on: ${reason}`));
    const abort = (): void => reject(signal.reason);
    let next = 0;
    let left = tasks.length;
    const stops = this.#workers.map((worker) => {
      let task: RunTask | undefined;
      const give = (): void => {
        task = tasks[next++];
        if (task !== undefined) worker.postMessage(task);
      };
      const hear = (message: CrewMessage): void => {
        if (task === undefined) return;
        if ("failure" in message) {
          fail(message.failure);
          return;
        }
        done(task, message.outcomes);
        if (--left === 0) resolve();
        else give();
      };
      const broke = (error: Error): void => fail(error.message);
      const ended = (code: number): void => fail(`a thread ended with ${code}`);
      worker.on("message", hear).on("error", broke).on("exit", ended);
      give();
      return () => worker.off("message", hear).off("error", broke).off("exit", ended);
    });
    signal.addEventListener("abort", abort);
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", abort);
      for (const stop of stops) stop();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
