/** Worker threads that run OPC UA connections; this is the main thread's side. */
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { EdgeError } from "../../../contracts/errors.ts";
import type { ServerCall } from "../jobs/messages.ts";
import type { FromWorker, OpenOrder, SubscriptionMark, ToWorker } from "./messages.ts";

/** Old-generation heap of one worker. A server that makes the client hoard memory ends the worker, not the edge. */
const WORKER_HEAP_MB = 256;

/**
 * Young generation of one worker. It is small enough to be collected several times a second, at half a millisecond
 * each. This frees the memory of batches and messages, which would otherwise count as growth of the old generation and
 * cause a mark of 30 to 50 ms each second.
 */
const WORKER_YOUNG_MB = 3;

/**
 * An idle worker is kept for the next attempt: starting one costs 0.6 s of CPU, and the edge retries servers that are
 * down.
 */
const IDLE_MS = 30_000;

export interface ConnectionListener {
  onMessage(message: FromWorker): void;
  /** The thread ended under the connection; no further messages come. */
  onCrash(error: EdgeError): void;
}

interface Entry {
  readonly source: string;
  readonly listener: ConnectionListener;
  isOpening: boolean;
}

/**
 * The connections of one group and the thread they share. A thread that ends also ends its connections; the next `open`
 * starts a new thread.
 */
export class WorkerGroup {
  readonly #onCrash: (opening: readonly string[]) => void;
  readonly #log: Logger;
  readonly #entries = new Map<number, Entry>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(log: Logger, onCrash: (opening: readonly string[]) => void) {
    this.#log = log;
    this.#onCrash = onCrash;
  }

  /** Sends the order to the group's thread. Messages and the crash go to the listener. */
  open(order: Omit<OpenOrder, "id">, listener: ConnectionListener): number {
    const id = this.#nextId++;
    this.#entries.set(id, { source: order.plan.name, listener, isOpening: true });
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#post({ kind: "open", id, ...order });
    return id;
  }

  /** Lets an open connection take values. */
  start(id: number): void {
    this.#post({ kind: "start", id });
  }

  /** Reports to a connection which marks are on disk. */
  acknowledge(id: number, marks: readonly SubscriptionMark[]): void {
    this.#post({ kind: "acknowledge", id, marks });
  }

  /** Calls a method at a condition; `called` is the answer. */
  call(id: number, callId: number, call: ServerCall): void {
    this.#post({ kind: "call", id, callId, call });
  }

  /** Asks the thread to close a connection; `closed` comes as its last message. */
  close(id: number): void {
    this.#post({ kind: "close", id });
  }

  /** Resolves when the thread has ended, if there is one. */
  async end(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    clearTimeout(this.#idle);
    this.#worker = undefined;
    await worker.terminate();
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #start(): Worker {
    // The library writes to the console; that must not mix with the edge's own log lines.
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      name: "opcua",
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: WORKER_YOUNG_MB },
    });
    for (const stream of [worker.stdout, worker.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => this.#log.debug({ worker: "opcua" }, text.trimEnd()));
    let reason = "the worker ended";
    worker.on("message", (message: FromWorker) => this.#deliver(message));
    worker.on("error", (error: Error) => {
      reason = error.message;
    });
    worker.on("exit", () => this.#ended(worker, reason));
    return worker;
  }

  #deliver(message: FromWorker): void {
    const entry = this.#entries.get(message.id);
    if (entry === undefined) return;
    if (message.kind === "opened") entry.isOpening = false;
    if (message.kind === "closed") {
      this.#entries.delete(message.id);
      if (this.#entries.size === 0) this.#rest();
    }
    entry.listener.onMessage(message);
  }

  /** A thread without work keeps no process alive. */
  #rest(): void {
    const worker = this.#worker;
    worker?.unref();
    this.#idle = setTimeout(() => {
      this.#worker = undefined;
      void worker?.terminate();
    }, IDLE_MS);
    this.#idle.unref();
  }

  #ended(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    if (entries.length === 0) return;
    this.#log.error(
      { reason, connections: entries.length },
      "the OPC UA worker ended; its connections are opened again",
    );
    this.#onCrash(entries.filter(({ isOpening }) => isOpening).map(({ source }) => source));
    const error = new EdgeError("link-lost", `the OPC UA worker ended: ${reason}`);
    for (const { listener } of entries) listener.onCrash(error);
  }
}

// All sources of the process share the threads and know nothing of each other: this is the one place that outlives a
// source.
const groups = new Map<string, WorkerGroup>();

/**
 * Sources that were connecting when a thread ended. One of them may be the cause, so each gets a thread of its own
 * from then on.
 */
const suspects = new Set<string>();

/**
 * Ends all threads and waits until they have ended: a process that ends under them may crash. For the end of the
 * process.
 */
export async function endWorkers(): Promise<void> {
  await Promise.all([...groups.values()].map((group) => group.end()));
}

/** The group that a source's next connection belongs to. */
export function groupFor(source: string, group: string, log: Logger): WorkerGroup {
  const name = suspects.has(source) ? `${group}/${source}` : group;
  let found = groups.get(name);
  if (found === undefined) {
    found = new WorkerGroup(log, (opening) => {
      for (const suspect of opening) suspects.add(suspect);
    });
    groups.set(name, found);
  }
  return found;
}
