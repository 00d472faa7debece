import { Worker } from "node:worker_threads";
import type { Answer, FromThread, Limits, Question, Task } from "./interpreter-protocol.ts";

const LIMITS: Limits = { evaluateMs: 1_000, answerMs: 3_000, stack: 200, sequence: 100_000 };
/** Memory of the thread: the largest message and what an expression makes of it. */
const HEAP_MB = 64;

interface Asked {
  readonly question: Question;
  resolve(values: readonly (readonly unknown[])[]): void;
  reject(reason: Error): void;
}

/**
 * Evaluates JSONata expressions in a thread of their own, one message after the other. An evaluation that hangs or
 * exhausts its memory ends the thread and is refused; the messages behind it are evaluated in a new one. The caller
 * bounds the messages under way.
 */
export class Interpreter {
  readonly #task: Task;
  #isReady = false;
  #asked: Asked[] = [];
  #thread: Worker | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(expressions: readonly string[], limits: Limits = LIMITS) {
    this.#task = { expressions, limits };
  }

  /** Values by context and wanted expression. Rejects with the reason why the message is refused. */
  evaluate(question: Question): Promise<readonly (readonly unknown[])[]> {
    if (this.#isClosed) return Promise.reject(new Error("the source was stopped"));
    return new Promise((resolve, reject) => {
      this.#asked.push({ question, resolve, reject });
      this.#running().postMessage(question);
      if (this.#asked.length === 1) this.#watch();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
    const left = this.#asked;
    this.#asked = [];
    for (const { reject } of left) reject(new Error("the source was stopped"));
  }

  #running(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const thread = new Worker(new URL("./interpreter-thread.ts", import.meta.url), {
      workerData: this.#task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    thread.unref();
    thread.on("message", (message: FromThread) => {
      // An answer of a thread that was given up is too late.
      if (thread !== this.#thread) return;
      if (message !== "ready") this.#answered(message);
      else {
        this.#isReady = true;
        this.#watch();
      }
    });
    thread.on("error", (error) => {
      if (thread === this.#thread) this.#giveUp(`expression: ${error.message}`);
    });
    this.#thread = thread;
    return thread;
  }

  #answered(answer: Answer): void {
    const asked = this.#asked.shift();
    this.#watch();
    if ("values" in answer) asked?.resolve(answer.values);
    else asked?.reject(new Error(answer.error));
  }

  /** The deadline applies to the oldest question, from the start of the thread on. */
  #watch(): void {
    clearTimeout(this.#deadline);
    const { answerMs } = this.#task.limits;
    this.#deadline =
      this.#asked.length === 0 || !this.#isReady
        ? undefined
        : setTimeout(() => this.#giveUp(`expression: no result within ${answerMs} ms`), answerMs);
  }

  /** The oldest question is the one that hangs. */
  #giveUp(reason: string): void {
    this.#stop();
    this.#asked.shift()?.reject(new Error(reason));
    for (const { question } of this.#asked) this.#running().postMessage(question);
    this.#watch();
  }

  #stop(): void {
    clearTimeout(this.#deadline);
    void this.#thread?.terminate();
    this.#thread = undefined;
    this.#isReady = false;
  }
}
