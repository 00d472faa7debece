import type { SourceHealth } from "../contracts/path/health.ts";
import type { Health, SourceCounters } from "../contracts/path/plugin.ts";
import { isNews, type SourceClock } from "../contracts/path/source-clock.ts";

export interface SourceStatusOptions {
  readonly name: string;
  readonly kind: string;
  readonly counters: SourceCounters;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  /** Called at each change of state, so that an episode is logged once and not at each retry. */
  onChange?(health: Health): void;
}

/** State of one source, as its runner and the source last reported it, and its sample rate. */
export class SourceStatus {
  readonly #options: SourceStatusOptions;
  readonly #now: () => number;
  #health: Health;
  #samplesPerSecond = 0;
  #clock: SourceClock | undefined;
  #measured: { atMs: number; received: number };

  constructor(options: SourceStatusOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#health = { state: "starting", since: this.#now() };
    this.#measured = { atMs: performance.now(), received: options.counters.received };
  }

  /** Takes a report. `since` is stamped here when the state truly changes, whatever the reporter put there. */
  readonly report = (health: Health): void => {
    const sameState = health.state === this.#health.state;
    const since = sameState ? this.#health.since : this.#now();
    const sameReason = reasonIn(health) === reasonIn(this.#health);
    this.#health = { ...health, since };
    if (!sameState || !sameReason) this.#options.onChange?.(this.#health);
  };

  /** Takes an estimate of the source's clock; true when it differs notably from the previous one. */
  takeClock(clock: SourceClock): boolean {
    const news = isNews(this.#clock, clock);
    this.#clock = clock;
    return news;
  }

  /** Closes one measuring interval of the sample rate. Called about once a second. */
  measure(): void {
    const atMs = performance.now();
    const seconds = (atMs - this.#measured.atMs) / 1000;
    if (seconds <= 0) return;
    const received = this.#options.counters.received;
    const rate = (received - this.#measured.received) / seconds;
    // Smoothed over about five intervals: batches of slow groups come once a second and would make it flicker.
    this.#samplesPerSecond =
      this.#samplesPerSecond === 0 ? rate : this.#samplesPerSecond + (rate - this.#samplesPerSecond) / 5;
    this.#measured = { atMs, received };
  }

  read(): SourceHealth {
    const { name, kind, counters } = this.#options;
    const reason = reasonIn(this.#health);
    return {
      name,
      kind,
      state: this.#health.state,
      since: this.#health.since,
      ...(reason === undefined ? {} : { reason }),
      samplesPerSecond: Math.round(this.#samplesPerSecond * 10) / 10,
      received: counters.received,
      dropped: counters.dropped,
      counts: Object.fromEntries(counters.named),
      ...(counters.lastDrift === undefined ? {} : { lastDrift: counters.lastDrift }),
      ...(counters.limits === undefined || counters.limits.size === 0
        ? {}
        : { limits: Object.fromEntries(counters.limits) }),
      ...(this.#clock === undefined ? {} : { clock: this.#clock }),
    };
  }
}

function reasonIn(health: Health): string | undefined {
  return "reason" in health ? health.reason : undefined;
}
