import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonFor } from "../contracts/alerts/causes.ts";
import { reasonOf } from "../contracts/errors.ts";
import type { SinkHealth } from "../contracts/path/historian.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import { type Sink, SinkRetry, type SinkSession } from "../contracts/path/sink.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import { backoffMs } from "../observe/backoff.ts";
import { abortedWith } from "./in-time.ts";
import { SinkCalls } from "./sink-calls.ts";
import { SinkStatus } from "./sink-status.ts";

const DEFAULT_SAMPLES_PER_WRITE = 10_000;
/** How often a server that needs time to settle is asked whether it was restarted. */
const WATCH_EVERY_MS = 2_000;
const MAX_WAIT_MS = 300_000;
/**
 * A server that accepts a connection or request and never answers must not block the sink for ever. Sinks may set
 * shorter deadlines of their own.
 */
const ANSWER_WITHIN_MS = 330_000;

/** Input of a sink: its own cursor in the commit log. */
export interface SinkFeed {
  readonly backlogSamples: number;
  /** Items that were gone from the log before they could be read. */
  readonly lost: number;
  /** The next committed samples; waits until there are any. Rejects when the signal aborts. */
  read(maxSamples: number, signal: AbortSignal): Promise<{ batches: readonly SampleBatch[]; to: LogPosition }>;
  acknowledge(to: LogPosition): void;
  /** The server was seen `agoMs` ago, and was not started again since it first answered. */
  confirm(agoMs: number): void;
  /** Continues reading at the settled position. */
  rewind(): Promise<void>;
}

export interface RunSinkOptions {
  readonly name: string;
  readonly kind: string;
  readonly sink: Sink;
  readonly feed: SinkFeed;
  readonly log: Logger;
  /** How long acknowledged samples must be kept; 0 where the sink's answer means that they are durable. */
  readonly settleMs: number;
  readonly watchEveryMs?: number;
  readonly samplesPerWrite?: number;
  readonly firstRetryMs?: number;
  /** How long `connect`, `write` and `isSameRun` may take each. */
  readonly answerWithinMs?: number;
}

type IsSameRun = NonNullable<SinkSession["isSameRun"]>;

/** A running sink. `done` resolves after the signal aborted and never rejects. */
export interface RunningSink {
  readonly done: Promise<void>;
  health(): SinkHealth;
}

/** The only place that retries a sink: it reconnects after any failure and begins at the settled position. */
export function runSink(options: RunSinkOptions, signal: AbortSignal): RunningSink {
  const status = new SinkStatus(options);
  return { done: new SinkRun(options, status, signal).run(), health: () => status.read() };
}

/** One sink at work, from its first connect until the signal aborts. */
class SinkRun {
  readonly #options: RunSinkOptions;
  readonly #status: SinkStatus;
  readonly #signal: AbortSignal;
  readonly #calls: SinkCalls;
  /** Failures since samples were last taken. */
  #failures = 0;

  constructor(options: RunSinkOptions, status: SinkStatus, signal: AbortSignal) {
    const { sink, name, log, answerWithinMs = ANSWER_WITHIN_MS } = options;
    this.#options = options;
    this.#status = status;
    this.#signal = signal;
    this.#calls = new SinkCalls(sink, { name, log, withinMs: answerWithinMs });
  }

  async run(): Promise<void> {
    const signal = this.#signal;
    while (!signal.aborted) {
      try {
        await this.#options.feed.rewind();
        using linked = abortedWith(signal);
        await using connected = await this.#calls.connect(linked.controller);
        await this.#pumpWatched(connected.session);
      } catch (error) {
        if (signal.aborted) break;
        await sleep(this.#failed(error), undefined, { signal }).catch(() => undefined);
      }
    }
    this.#status.report("stopped");
  }

  /** Reports the failure. Returns how long to wait before the next attempt, ms. */
  #failed(error: unknown): number {
    const { name, log, firstRetryMs = 500 } = this.#options;
    const pauseMs = backoffMs(this.#failures++, { firstMs: firstRetryMs, maxMs: 30_000 });
    const waitMs = Math.min(MAX_WAIT_MS, Math.max(waitOf(error), pauseMs));
    if (this.#status.state !== "degraded")
      log.warn({ sink: name, reason: reasonOf(error), waitMs }, "sink does not take samples; they are kept");
    this.#status.report("degraded", reasonFor(error));
    return waitMs;
  }

  async #pumpWatched(session: SinkSession): Promise<void> {
    const signal = this.#signal;
    const isSameRun = this.#options.settleMs === 0 ? undefined : session.isSameRun?.bind(session);
    if (isSameRun === undefined) return this.#pump(session, signal);
    // The server's run must be known before the server acknowledges anything.
    if ((await this.#calls.answer("say whether it was started again", signal, isSameRun)) === undefined)
      throw new SinkRetry("cannot reach the server: check that it runs and the URL", 0);
    const over = new AbortController();
    const ended = AbortSignal.any([signal, over.signal]);
    const work = [this.#pump(session, ended), this.#watch(isSameRun, ended)];
    try {
      await Promise.race(work);
    } finally {
      over.abort();
      await Promise.allSettled(work);
    }
  }

  async #pump(session: SinkSession, ended: AbortSignal): Promise<never> {
    const { feed, name, log, samplesPerWrite = DEFAULT_SAMPLES_PER_WRITE } = this.#options;
    for (;;) {
      const lostBefore = feed.lost;
      const { batches, to } = await feed.read(samplesPerWrite, ended);
      if (feed.lost > lostBefore) session.missed?.(feed.lost - lostBefore);
      if (batches.length > 0) {
        const result = await this.#calls.answer("take samples", ended, (own) => session.write(batches, own));
        this.#status.took(batches, result.kind === "partly" ? result.rejected.length : 0);
      }
      feed.acknowledge(to);
      this.#failures = 0;
      if (this.#status.state !== "running") log.info({ sink: name }, "sink takes samples");
      this.#status.report("running");
    }
  }

  /** Rejects when the server was restarted: unsettled data is then sent again. */
  async #watch(isSameRun: IsSameRun, ended: AbortSignal): Promise<never> {
    const { feed, watchEveryMs = WATCH_EVERY_MS } = this.#options;
    for (;;) {
      await sleep(watchEveryMs, undefined, { signal: ended });
      const askedAt = performance.now();
      const isSame = await this.#calls.answer("say whether it was started again", ended, isSameRun);
      if (isSame === false)
        throw new SinkRetry("the server was started again; what it may not have on disk is sent again", 0);
      if (isSame) feed.confirm(performance.now() - askedAt);
    }
  }
}

/** Adds jitter to the wait that the server asked for, so that not all edges return at once. */
function waitOf(error: unknown): number {
  return error instanceof SinkRetry && error.waitMs > 0 ? error.waitMs * (1 + Math.random() / 10) : 0;
}
