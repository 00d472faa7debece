import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { type Sink, SinkRetry, type SinkSession } from "../contracts/path/sink.ts";
import { within } from "../observe/within.ts";
import { abortedWith, inTime } from "./in-time.ts";

/** A session that cannot be closed in this time is left behind. */
const DISPOSE_WITHIN_MS = 3_000;

/** What a sink is asked for, each within a deadline: one that never answers is given up like one that failed. */
export class SinkCalls {
  readonly #sink: Sink;
  readonly #name: string;
  readonly #log: Logger;
  readonly #withinMs: number;

  constructor(
    sink: Sink,
    { name, log, withinMs }: { readonly name: string; readonly log: Logger; readonly withinMs: number },
  ) {
    this.#sink = sink;
    this.#name = name;
    this.#log = log;
    this.#withinMs = withinMs;
  }

  /** A session, until it is disposed of. One that comes after its deadline is nobody's: it is closed at once. */
  async connect(own: AbortController): Promise<AsyncDisposable & { readonly session: SinkSession }> {
    const limits = {
      withinMs: this.#withinMs,
      late: this.#late("take a connection"),
      cameLate: (late: SinkSession) => void this.#dispose(late),
    };
    const session = await inTime(own, (signal) => this.#sink.connect(signal), limits);
    return { session, [Symbol.asyncDispose]: () => this.#dispose(session) };
  }

  /** `what`: what the server did not do when it is late. */
  async answer<T>(what: string, ended: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
    using linked = abortedWith(ended);
    return await inTime(linked.controller, work, { withinMs: this.#withinMs, late: this.#late(what) });
  }

  /** Closing is courtesy to the other side: it delays nothing for long. Never rejects. */
  async #dispose(session: SinkSession): Promise<void> {
    const late = `it was left behind after ${DISPOSE_WITHIN_MS / 1000} s`;
    try {
      await within(DISPOSE_WITHIN_MS, late, Promise.resolve(session[Symbol.asyncDispose]()));
    } catch (error) {
      this.#log.warn({ sink: this.#name, reason: reasonOf(error) }, "a session of the sink failed to close");
    }
  }

  #late(what: string): SinkRetry {
    return new SinkRetry(
      `the server did not ${what} within ${this.#withinMs / 1000} s: check that it runs and is not overloaded`,
      0,
    );
  }
}
