import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import type { SinkHealth } from "../contracts/historian.ts";
import type { SampleBatch } from "../contracts/sample-batch.ts";
import { type Sink, SinkRetry, type SinkSession } from "../contracts/sink.ts";
import type { LogPosition } from "../contracts/source.ts";
import { backoffMs } from "./backoff.ts";

const DEFAULT_SAMPLES_PER_WRITE = 5000;
const MAX_WAIT_MS = 300_000;

/** What a sink is fed from: its own cursor in the commit log. */
export interface SinkFeed {
  readonly backlogSamples: number;
  /** The next committed samples; waits until there are any. Rejects when the signal aborts. */
  read(maxSamples: number, signal: AbortSignal): Promise<{ batches: readonly SampleBatch[]; to: LogPosition }>;
  acknowledge(to: LogPosition): void;
  /** Reading goes on at what is settled. */
  rewind(): Promise<void>;
}

export interface RunSinkOptions {
  readonly name: string;
  readonly kind: string;
  readonly sink: Sink;
  readonly feed: SinkFeed;
  readonly log: Logger;
  readonly samplesPerWrite?: number;
  readonly firstRetryMs?: number;
}

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

  const pump = async (session: SinkSession): Promise<void> => {
    for (;;) {
      const { batches, to } = await feed.read(options.samplesPerWrite ?? DEFAULT_SAMPLES_PER_WRITE, signal);
      if (batches.length > 0) {
        const result = await session.write(batches, signal);
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

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await feed.rewind();
        await using session = await sink.connect(signal);
        await pump(session);
      } catch (error) {
        if (signal.aborted) break;
        const waitMs = Math.min(MAX_WAIT_MS, Math.max(waitOf(error), backoffMs(attempt++, { firstMs: options.firstRetryMs ?? 500, maxMs: 30_000 })));
        if (state !== "degraded") log.warn({ sink: name, reason: reasonOf(error), waitMs }, "sink does not take samples; they are kept");
        report("degraded", reasonOf(error));
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
    report("stopped");
  };

  return {
    done: run(),
    health: () => ({ name, kind, state, since, ...(reason === undefined ? {} : { reason }), written, rejected, backlogSamples: feed.backlogSamples }),
  };
}

/** What the server asked for comes with some chance added, so that not all edges return at once. */
function waitOf(error: unknown): number {
  return error instanceof SinkRetry && error.waitMs > 0 ? error.waitMs * (1 + Math.random() / 10) : 0;
}
