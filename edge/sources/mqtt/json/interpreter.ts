import { Worker } from "node:worker_threads";
import type { Answer, Question } from "./interpreter-protocol.ts";

/** The interpreter stops itself after a tenth of this; what does not (a regular expression that explodes) loses its thread. */
const ANSWER_WITHIN_MS = 1_000;
/** Memory of the thread: the largest message and what an expression makes of it. */
const HEAP_MB = 64;

interface Asked {
  readonly question: Question;
  resolve(values: readonly (readonly unknown[])[]): void;
  reject(reason: Error): void;
}

/**
 * Evaluates JSONata expressions in a thread of their own, one message after the
 * other. An evaluation that hangs or eats its memory costs the thread and is
 * refused; the messages behind it are asked again in a new one. The caller
 * bounds how many it has under way.
 */
export class Interpreter {
  readonly #expressions: readonly string[];
  #asked: Asked[] = [];
  #thread: Worker | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(expressions: readonly string[]) {
    this.#expressions = expressions;
  }

  /** Values by context and wanted expression. Rejects with the reason for which the message is refused. */
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
    const thread = new Worker(new URL("./interpreter-thread.ts", import.meta.url), { workerData: this.#expressions, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    thread.unref();
    thread.on("message", (answer: Answer) => this.#answered(answer));
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

  #watch(): void {
    clearTimeout(this.#deadline);
    this.#deadline = this.#asked.length === 0 ? undefined : setTimeout(() => this.#giveUp(`expression: no result within ${ANSWER_WITHIN_MS} ms`), ANSWER_WITHIN_MS);
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
  }
}
