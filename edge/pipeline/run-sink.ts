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

const DEFAULT_SAMPLES_PER_WRITE = 10_000;
/** How often a server whose answers need settling is asked whether it still runs. */
const WATCH_EVERY_MS = 2_000;
const MAX_WAIT_MS = 300_000;
/** A server that takes a connection or a request and then says nothing must not hold the sink for ever. A sink that knows better ends earlier. */
const ANSWER_WITHIN_MS = 330_000;

/** What a sink is fed from: its own cursor in the commit log. */
export interface SinkFeed {
  readonly backlogSamples: number;
  /** The next committed samples; waits until there are any. Rejects when the signal aborts. */
  read(maxSamples: number, signal: AbortSignal): Promise<{ batches: readonly SampleBatch[]; to: LogPosition }>;
  acknowledge(to: LogPosition): void;
  /** The server was seen `agoMs` ago, and was not started again since it first answered. */
  confirm(agoMs: number): void;
  /** Reading goes on at what is settled. */
  rewind(): Promise<void>;
}

export interface RunSinkOptions {
  readonly name: string;
  readonly kind: string;
  readonly sink: Sink;
  readonly feed: SinkFeed;
  readonly log: Logger;
  /** How long what the sink acknowledged must be kept; 0 where its answer is durability. */
  readonly settleMs: number;
  readonly watchEveryMs?: number;
  readonly samplesPerWrite?: number;
  readonly firstRetryMs?: number;
  /** How long `connect`, `write` and `isSameRun` may take each. */
  readonly answerWithinMs?: number;
}

type IsSameRun = NonNullable<SinkSession["isSameRun"]>;

/** A sink at work. `done` resolves after the signal aborted; nothing a sink does makes it reject. */
export interface RunningSink {
  readonly done: Promise<void>;
  health(): SinkHealth;
}

/** The only place that retries a sink: from connecting on, after any failure, beginning at what is settled. */
export function runSink(options: RunSinkOptions, signal: AbortSignal): RunningSink {
  const { feed, name, kind, sink, log } = options;
  let state: SinkHealth["state"] = "starting";
  let since = Date.now();
  let reason: string | undefined;
  let written = 0;
  let rejected = 0;
  let attempt = 0;
  const report = (next: SinkHealth["state"], why?: string): void => {
    if (next === state && why === reason) return;
    if (next !== state) since = Date.now();
    state = next;
    reason = why;
  };

  const calls = new SinkCalls(sink, { name, log, withinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS });
  const pump = async (session: SinkSession, ended: AbortSignal): Promise<void> => {
    for (;;) {
      const { batches, to } = await feed.read(options.samplesPerWrite ?? DEFAULT_SAMPLES_PER_WRITE, ended);
      if (batches.length > 0) {
        const result = await calls.answer("take samples", ended, (own) => session.write(batches, own));
        const refused = result.kind === "partly" ? result.rejected.length : 0;
        rejected += refused;
        for (const batch of batches) written += batch.length;
        written -= refused;
      }
      feed.acknowledge(to);
      attempt = 0;
      if (state !== "running") log.info({ sink: name }, "sink takes samples");
      report("running");
    }
  };

  /** Rejects when the server was started again: what it had not settled goes once more. */
  const watch = async (isSameRun: IsSameRun, ended: AbortSignal): Promise<never> => {
    for (;;) {
      await sleep(options.watchEveryMs ?? WATCH_EVERY_MS, undefined, { signal: ended });
      const askedAt = performance.now();
      const isSame = await calls.answer("say whether it was started again", ended, isSameRun);
      if (isSame === false)
        throw new SinkRetry("the server was started again; what it may not have on disk is sent again", 0);
      if (isSame) feed.confirm(performance.now() - askedAt);
    }
  };

  const pumpWatched = async (session: SinkSession): Promise<void> => {
    const isSameRun = options.settleMs === 0 ? undefined : session.isSameRun?.bind(session);
    if (isSameRun === undefined) return pump(session, signal);
    // Which run of the server answers must be known before it acknowledges anything.
    if ((await calls.answer("say whether it was started again", signal, isSameRun)) === undefined)
      throw new SinkRetry("cannot reach the server: check that it runs and the URL", 0);
    const over = new AbortController();
    const ended = AbortSignal.any([signal, over.signal]);
    const work = [pump(session, ended), watch(isSameRun, ended)];
    try {
      await Promise.race(work);
    } finally {
      over.abort();
      await Promise.allSettled(work);
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await feed.rewind();
        using linked = abortedWith(signal);
        await using connected = await calls.connect(linked.controller);
        await pumpWatched(connected.session);
      } catch (error) {
        if (signal.aborted) break;
        const waitMs = Math.min(
          MAX_WAIT_MS,
          Math.max(waitOf(error), backoffMs(attempt++, { firstMs: options.firstRetryMs ?? 500, maxMs: 30_000 })),
        );
        if (state !== "degraded")
          log.warn({ sink: name, reason: reasonOf(error), waitMs }, "sink does not take samples; they are kept");
        report("degraded", reasonFor(error));
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
    report("stopped");
  };

  return {
    done: run(),
    health: () => ({
      name,
      kind,
      state,
      since,
      ...(reason === undefined ? {} : { reason }),
      written,
      rejected,
      backlogSamples: feed.backlogSamples,
    }),
  };
}

/** What the server asked for comes with some chance added, so that not all edges return at once. */
function waitOf(error: unknown): number {
  return error instanceof SinkRetry && error.waitMs > 0 ? error.waitMs * (1 + Math.random() / 10) : 0;
}
