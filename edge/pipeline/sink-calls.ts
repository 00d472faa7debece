import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { type Sink, SinkRetry, type SinkSession } from "../contracts/path/sink.ts";
import { within } from "../observe/within.ts";
import { abortedWith, inTime } from "./in-time.ts";

/** A session that does not close in this time is abandoned. */
const DISPOSE_WITHIN_MS = 3_000;

/** Calls of a sink, each with a deadline: a call without an answer counts as failed. */
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

  /** A session, until it is disposed of. A session that arrives after its deadline is closed at once. */
  async connect(own: AbortController): Promise<AsyncDisposable & { readonly session: SinkSession }> {
    const limits = {
      withinMs: this.#withinMs,
      late: this.#late("take a connection"),
      cameLate: (late: SinkSession) => void this.#dispose(late),
    };
    const session = await inTime(own, (signal) => this.#sink.connect(signal), limits);
    return { session, [Symbol.asyncDispose]: () => this.#dispose(session) };
  }

  /** `what` names the call in the error of a late answer. */
  async answer<T>(what: string, ended: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
    using linked = abortedWith(ended);
    return await inTime(linked.controller, work, { withinMs: this.#withinMs, late: this.#late(what) });
  }

  /** Closing is a courtesy to the server: its delay is bounded. Never rejects. */
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
