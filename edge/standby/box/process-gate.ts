/** The writer's process: writes while its keeper has the lease, and ends itself before the lease does. */
import { Worker } from "node:worker_threads";
import type { GapRecord } from "../../contracts/path/event-batch.ts";
import type { BoxGate, BoxPair, DiskEnd, StandbyView } from "../../contracts/path/write-gate.ts";
import type { FilePrints } from "../../contracts/plant/config-prints.ts";
import { VERSION } from "../../observe/version.ts";
import { DeadlineReader } from "./deadline-file.ts";
import type { ToKeeper, ToWriter } from "./messages.ts";
import { TakeOverTimes } from "./take-over-times.ts";

/** An answer to a person waits so long for the other box. */
const COPY_WITHIN_MS = 1_000;

export type Go = Extract<ToWriter, { kind: "go" }>;

export class ProcessGate implements BoxGate {
  readonly term: number;
  readonly gap: GapRecord | undefined;
  readonly box: string;
  readonly other: BoxPair["other"];
  readonly times = new TakeOverTimes();
  readonly #deadline: DeadlineReader;
  readonly #send: (message: ToKeeper) => void;
  #acknowledged: DiskEnd = { number: 0, bytes: 0 };
  /** A new writer is alone: its keeper said so to a majority. */
  #isWaiting = false;
  #waiters: { readonly end: DiskEnd; readonly resolve: () => void }[] = [];
  #view: StandbyView | undefined;
  #serial = 0;
  readonly #copies = new Map<number, (isThere: boolean) => void>();

  constructor({ term, path, gap, box, other }: Go, send: (message: ToKeeper) => void) {
    this.term = term;
    this.gap = gap;
    this.box = box;
    this.other = other;
    this.#send = send;
    this.#deadline = new DeadlineReader(path, term);
    const thread = new Worker(new URL("./deadline-thread.ts", import.meta.url), { workerData: { path, term } });
    thread.unref();
    // Without the thread nothing would end a process that hangs.
    thread.on("error", end);
    thread.on("exit", end);
  }

  hear(message: ToWriter): void {
    if (message.kind === "view") this.#view = message.view;
    else if (message.kind === "copied") this.#copies.get(message.serial)?.(message.isThere);
    else if (message.kind === "acknowledged") {
      this.#acknowledged = message;
      this.#release();
    } else if (message.kind === "wait") {
      this.#isWaiting = message.isWaiting;
      if (message.isWaiting) this.#send({ kind: "waits", serial: message.serial });
      this.#release();
    }
  }

  mayWrite(): void {
    if (this.#deadline.isOver) end();
    this.times.ends("open the log");
  }

  passOn(end: DiskEnd): Promise<void> {
    this.times.ends("first commit");
    this.#send({ kind: "committed", ...end });
    if (this.#mayPass(end)) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ end, resolve }));
  }

  async copied(): Promise<boolean> {
    // A writer that is alone says so: what is missing after a take-over is declared.
    if (!this.#isWaiting) return true;
    const serial = ++this.#serial;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const late = setTimeout(() => resolve(false), COPY_WITHIN_MS);
    this.#copies.set(serial, resolve);
    this.#send({ kind: "copy", serial });
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#copies.delete(serial);
    }
  }

  tellConfig(files: FilePrints): void {
    this.#send({ kind: "config", config: { version: VERSION, files } });
  }

  view(): StandbyView | undefined {
    return this.#view;
  }

  #mayPass({ number, bytes }: DiskEnd): boolean {
    // What was passed on after the lease would be known outside and to nobody here.
    this.mayWrite();
    const there = this.#acknowledged;
    return !this.#isWaiting || there.number > number || (there.number === number && there.bytes >= bytes);
  }

  #release(): void {
    this.#waiters = this.#waiters.filter(({ end, resolve }) => {
      if (!this.#mayPass(end)) return true;
      resolve();
      return false;
    });
  }
}

/** At once: whatever would run before an orderly end might write. */
function end(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("the lease is over");
}
