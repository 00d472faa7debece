/**
 * Looks for a link by attempts side by side, of which the first one that opens is taken: TCP waits ever longer before
 * it asks again, and one lost packet of a handshake must not decide when a link that came back is used (rule UL19).
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/transport-node";
import { backoffMs } from "../../observe/backoff.ts";

/** Between two attempts at most; half of it at least, so that they ask at different moments. */
const NEXT_AFTER_MS = 1_000;
/** An attempt takes a kilobyte of the link when it comes back. */
const MOST_AT_ONCE = 8;

interface SeekingOptions {
  /** Opens one link. `turn`: number of the attempt, from 0 on. */
  open(turn: number): Promise<NatsConnection>;
  /** An attempt failed that was begun after the last one that failed. */
  onFailure(error: unknown): void;
}

export class Seeking {
  readonly #options: SeekingOptions;
  #current: { readonly stop: AbortController; readonly found: Promise<NatsConnection> } | undefined;

  constructor(options: SeekingOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** Begins, where it has not begun yet. Resolves with the first link, for who calls `take`; rejects after `end`. */
  begin(): Promise<NatsConnection> {
    if (this.#current === undefined) {
      const stop = new AbortController();
      const found = this.#seek(stop.signal);
      found.catch(() => undefined);
      this.#current = { stop, found };
    }
    return this.#current.found;
  }

  /** The first link, which this no longer closes. */
  async take(): Promise<NatsConnection> {
    const link = await this.begin();
    this.#current = undefined;
    return link;
  }

  /** No link is wanted: what opens later is closed. */
  end(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.stop.abort();
    current?.found.then(
      (link) => link.close(),
      () => undefined,
    );
  }

  async #seek(signal: AbortSignal): Promise<NatsConnection> {
    const over = new AbortController();
    let link: NatsConnection | undefined;
    let underway = 0;
    let failedMs = 0;
    const attempt = async (turn: number): Promise<void> => {
      const begunMs = performance.now();
      underway++;
      try {
        const opened = await this.#options.open(turn);
        if (link !== undefined || signal.aborted) return void opened.close();
        link = opened;
        over.abort();
      } catch (error) {
        if (link !== undefined || signal.aborted || begunMs < failedMs) return;
        failedMs = performance.now();
        this.#options.onFailure(error);
      } finally {
        underway--;
      }
    };
    const either = AbortSignal.any([signal, over.signal]);
    for (let turn = 0; !either.aborted; ) {
      if (underway < MOST_AT_ONCE) void attempt(turn++);
      const waitMs = backoffMs(0, { firstMs: NEXT_AFTER_MS, maxMs: NEXT_AFTER_MS });
      await sleep(waitMs, undefined, { signal: either }).catch(() => undefined);
    }
    if (link === undefined) throw signal.reason;
    return link;
  }
}
