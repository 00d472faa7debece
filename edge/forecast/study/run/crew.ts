/** Worker threads that run variants of a plant: a core each, and no more than there are tasks. */
import { Worker } from "node:worker_threads";
import type { RunTask, StudyStart } from "./study-plant.ts";

export type CrewMessage =
  | { readonly outcomes: Float64Array }
  | { readonly failure: string; readonly variants: readonly number[] };

/** A run that cannot go on, or a thread that ended; one of these variants was running. */
export class RunFailure extends Error {
  override readonly name = "RunFailure";
  readonly reason: string;
  readonly variants: readonly number[];

  constructor(reason: string, variants: readonly number[]) {
    super(`The study could not go on: ${reason}`);
    this.reason = reason;
    this.variants = variants;
  }
}

/** Does tasks in any order; `done` hears of each. Rejects with the signal's reason, or RunFailure. */
export interface Runner {
  run(
    tasks: readonly RunTask[],
    done: (task: RunTask, outcomes: Float64Array) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Compiled plans and a run of a large plant take a tenth of it. */
const HEAP_MB = 1_024;

/** The tasks of one call of `run`. */
interface Turn {
  next(): RunTask | undefined;
  done(task: RunTask, outcomes: Float64Array): void;
  fail(error: RunFailure): void;
}

export class Crew implements Runner, AsyncDisposable {
  readonly #start: StudyStart;
  readonly #most: number;
  readonly #members: Member[] = [];

  /** `workers`: threads at most. */
  constructor(start: StudyStart, workers: number) {
    this.#start = start;
    this.#most = workers;
  }

  /** Threads that were started. */
  get size(): number {
    return this.#members.length;
  }

  async run(
    tasks: readonly RunTask[],
    done: (task: RunTask, outcomes: Float64Array) => void,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (tasks.length === 0) return;
    while (this.#members.length < Math.min(this.#most, tasks.length)) this.#members.push(new Member(this.#start));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => reject(signal.reason);
    let next = 0;
    let left = tasks.length;
    const turn: Turn = {
      next: () => tasks[next++],
      done: (task, outcomes) => {
        done(task, outcomes);
        if (--left === 0) resolve();
      },
      fail: reject,
    };
    signal.addEventListener("abort", abort);
    try {
      for (const member of this.#members) member.joins(turn);
      await promise;
    } finally {
      signal.removeEventListener("abort", abort);
      for (const member of this.#members) member.joins(undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
  }
}

/** A thread with its listeners, which stay: an error that nobody listens for would end the process. */
class Member {
  readonly #worker: Worker;
  #turn: Turn | undefined;
  #task: RunTask | undefined;
  /** Why the thread is gone. */
  #gone: string | undefined;

  constructor(start: StudyStart) {
    this.#worker = new Worker(new URL("./crew-thread.ts", import.meta.url), {
      name: "study",
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.on("message", (message: CrewMessage) => this.#hear(message));
    this.#worker.on("error", (error) => this.#goes(error.message));
    this.#worker.on("exit", (code) => this.#goes(`a thread ended with ${code}`));
  }

  /** Undefined: what it does still is not wanted any more. */
  joins(turn: Turn | undefined): void {
    this.#turn = turn;
    this.#task = undefined;
    this.#give();
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #give(): void {
    if (this.#gone !== undefined) {
      this.#turn?.fail(new RunFailure(this.#gone, []));
      return;
    }
    this.#task = this.#turn?.next();
    if (this.#task !== undefined) this.#worker.postMessage(this.#task);
  }

  #hear(message: CrewMessage): void {
    if (this.#task === undefined) return;
    if ("failure" in message) {
      this.#turn?.fail(new RunFailure(message.failure, message.variants));
      return;
    }
    this.#turn?.done(this.#task, message.outcomes);
    this.#give();
  }

  #goes(reason: string): void {
    this.#gone ??= reason;
    if (this.#task !== undefined) this.#turn?.fail(new RunFailure(this.#gone, this.#task.variants));
  }
}
