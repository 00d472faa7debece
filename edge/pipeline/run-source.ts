import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonFor } from "../contracts/alerts/causes.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Inlet, LinkReports, Source, SourceSession } from "../contracts/path/source.ts";
import type { LinkRef } from "../contracts/plant/tag.ts";
import { backoffMs } from "../observe/backoff.ts";
import { inLog, startJob } from "../observe/jobs.ts";
import { abortedWith, inTime } from "./in-time.ts";
import type { SourceStatus } from "./source-status.ts";

/** A server that accepts a connection and never answers must not block the source for ever. */
const CONNECT_WITHIN_MS = 60_000;
/** A session that does not close in this time is abandoned: stopping the whole edge may take 5 s. */
const DISPOSE_WITHIN_MS = 1_500;
/**
 * Only a session that lasted this long resets the wait; otherwise the edge would hammer a server that drops it at
 * once.
 */
const STEADY_AFTER_MS = 30_000;

export interface RunSourceOptions {
  readonly status: SourceStatus;
  readonly inlet: Inlet & { begin?(): void };
  /** The links of this source: lost together when its session ends. */
  readonly links: readonly LinkRef[];
  readonly reports: LinkReports;
  readonly log: Logger;
  readonly wait?: (attempt: number) => number;
}

/**
 * Keeps one source connected until the signal aborts or the source has no
 * more. The only place that retries a source. Never rejects.
 *
 *   starting ──▶ running ──▶ stopped
 *      ▲            │ thrown
 *      └─ degraded ◀┘  wait, longer each time
 */
export async function runSource(source: Source, options: RunSourceOptions, signal: AbortSignal): Promise<void> {
  const { status, links, reports, log } = options;
  const { retryWithinMs: maxMs } = source;
  const wait = options.wait ?? ((attempt) => backoffMs(attempt, maxMs === undefined ? {} : { maxMs }));
  const measuring = startJob({ name: "sample rate", everyMs: 1_000, run: () => status.measure() }, inLog(log));
  try {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await runSession(source, options, signal);
        break;
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof SessionLost && error.lastedMs >= STEADY_AFTER_MS) attempt = 0;
        const reason = reasonFor(error instanceof SessionLost ? error.cause : error);
        for (const link of links) reports.lost(link, reason);
        status.report({ state: "degraded", since: Date.now(), reason });
      }
      await sleep(wait(attempt), undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await measuring.stop();
  }
  for (const link of links) reports.lost(link, "the source was stopped");
  status.report({ state: "stopped", since: Date.now() });
}

/** Why a connected session ended, and how long it had lasted. */
class SessionLost extends Error {
  readonly lastedMs: number;
  constructor(cause: unknown, lastedMs: number) {
    super("session lost", { cause });
    this.lastedMs = lastedMs;
  }
}

/** Connects and pumps once. Resolves when the source has no more or the signal aborted. */
async function runSession(source: Source, options: RunSourceOptions, signal: AbortSignal): Promise<void> {
  // A controller of its own: the session may keep the signal it was connected with, which the connect deadline must
  // not abort later.
  using linked = abortedWith(signal);
  const session = await connectInTime(source, options.log, linked.controller);
  const connectedMs = performance.now();
  options.status.report({ state: "running", since: Date.now() });
  options.inlet.begin?.();
  try {
    await session.pump(options.inlet, signal);
  } catch (error) {
    throw new SessionLost(error, performance.now() - connectedMs);
  } finally {
    await disposeInTime(session, options.log);
  }
}

/**
 * A session that arrives after its deadline is closed at once, so that it takes no place and no values at the server.
 */
function connectInTime(source: Source, log: Logger, own: AbortController): Promise<SourceSession> {
  const { connectWithinMs = CONNECT_WITHIN_MS } = source;
  return inTime(own, (signal) => source.connect(signal), {
    withinMs: connectWithinMs,
    late: new EdgeError("connect-failed", `did not connect within ${connectWithinMs / 1000} s`),
    cameLate: (session) => void disposeInTime(session, log),
  });
}

/** Closing is a courtesy to the server: a failure is logged, and the delay is bounded. */
async function disposeInTime(session: SourceSession, log: Logger): Promise<void> {
  const given = new AbortController();
  const late = sleep(DISPOSE_WITHIN_MS, "late" as const, { signal: given.signal, ref: false }).catch(
    () => "late" as const,
  );
  try {
    const outcome = await Promise.race([session[Symbol.asyncDispose](), late]);
    if (outcome === "late")
      log.warn({ withinMs: DISPOSE_WITHIN_MS }, "source session did not close in time and is left behind");
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, "source session failed to close");
  } finally {
    given.abort();
  }
}
