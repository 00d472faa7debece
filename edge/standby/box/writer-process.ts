/** The process that writes, as its keeper sees it: started and loaded in advance, and let go once there is a lease. */
import type { ChildProcess } from "node:child_process";
import type { GapRecord } from "../../contracts/path/event-batch.ts";
import type { BoxPair, DiskEnd, StandbyView } from "../../contracts/path/write-gate.ts";
import type { ConfigPrints } from "../../contracts/plant/config-prints.ts";
import { DeadlineWriter } from "./deadline-file.ts";
import type { ToKeeper, ToWriter } from "./messages.ts";

export interface Start extends BoxPair {
  readonly term: number;
  readonly writesUntil: number;
  readonly gap: GapRecord | undefined;
}

export interface WriterEvents {
  committed(end: DiskEnd): void;
  waits(serial: number): void;
  copy(serial: number): void;
  /** It has read its config. */
  read(config: ConfigPrints): void;
  ended(code: number | null): void;
}

export class WriterProcess {
  readonly #child: ChildProcess;
  readonly #path: string;
  readonly #deadline: DeadlineWriter;
  #term = 0;
  #writesUntil = Number.NEGATIVE_INFINITY;
  readonly ended: Promise<void>;
  #isReady = false;
  #isEnded = false;

  /** `path`: where the process reads until when it may write. */
  constructor(child: ChildProcess, path: string, events: WriterEvents) {
    this.#child = child;
    this.#path = path;
    this.#deadline = new DeadlineWriter(path);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    child.on("message", (message: ToKeeper) => {
      if (message.kind === "ready") this.#isReady = true;
      else if (message.kind === "config") events.read(message.config);
      else if (message.kind === "committed") events.committed({ number: message.number, bytes: message.bytes });
      else if (message.kind === "waits") events.waits(message.serial);
      else if (message.kind === "copy") events.copy(message.serial);
    });
    child.on("error", () => this.kill());
    child.once("close", (code) => {
      this.#isEnded = true;
      this.#deadline.close();
      resolve();
      events.ended(code);
    });
  }

  get isReady(): boolean {
    return this.#isReady && !this.#isEnded;
  }

  go({ term, writesUntil, ...start }: Start): void {
    this.#term = term;
    this.renew(writesUntil);
    this.#send({ kind: "go", term, path: this.#path, ...start });
  }

  /** `writesUntil` as `performance.now()` of this process. */
  renew(writesUntil: number): void {
    if (writesUntil === this.#writesUntil || this.#isEnded) return;
    this.#writesUntil = writesUntil;
    this.#deadline.write(this.#term, inNanoseconds(writesUntil));
  }

  acknowledged(end: DiskEnd): void {
    this.#send({ kind: "acknowledged", ...end });
  }

  wait(isWaiting: boolean, serial: number): void {
    this.#send({ kind: "wait", isWaiting, serial });
  }

  copied(serial: number, isThere: boolean): void {
    this.#send({ kind: "copied", serial, isThere });
  }

  show(view: StandbyView): void {
    this.#send({ kind: "view", view });
  }

  stop(): void {
    this.#send({ kind: "stop" });
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #send(message: ToWriter): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}

/** On the clock that all processes of the machine share; never later than the time given. */
function inNanoseconds(writesUntil: number): bigint {
  const now = process.hrtime.bigint();
  return now + BigInt(Math.floor((writesUntil - performance.now()) * 1e6));
}
