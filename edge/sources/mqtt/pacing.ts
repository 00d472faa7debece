import { setTimeout as sleep } from "node:timers/promises";

/** A session shorter than this may mean two clients with one id. */
const SHORT_LIFE_MS = 5_000;
/** Where the broker gives no reason: one short session is an accident, two in a row are a conflict over the id. */
const FIGHT_AFTER = 2;
/** Wrong credentials stay wrong, and brokers lock accounts. */
const REFUSED_RETRY_MS = 15_000;

/** The end of a connection. */
export type Ending = "stopped" | "lost" | "taken over";

/** When a source may try its broker again, beyond the runner's own waiting. Waits run on a monotonic clock. */
export class Pacing {
  readonly #brokerSaysWhy: boolean;
  #lastConnectMs = 0;
  #shortLives = 0;
  #notBeforeMs = 0;

  /** `brokerSaysWhy`: MQTT 5, whose brokers name a second client with the same id. */
  constructor(brokerSaysWhy: boolean) {
    this.#brokerSaysWhy = brokerSaysWhy;
  }

  /** Milliseconds still to wait. */
  waitMs(): number {
    return Math.max(0, this.#notBeforeMs - performance.now());
  }

  connected(): void {
    this.#lastConnectMs = performance.now();
  }

  ended(how: Ending): void {
    const isShort = how !== "stopped" && performance.now() - this.#lastConnectMs < SHORT_LIFE_MS;
    this.#shortLives = isShort ? this.#shortLives + 1 : 0;
    if (how === "taken over" || (!this.#brokerSaysWhy && this.#shortLives >= FIGHT_AFTER))
      this.#notBeforeMs = this.#lastConnectMs + SHORT_LIFE_MS;
  }

  /** The broker refused the connection, so no other client took it over. */
  failed(isIdentityRefused: boolean): void {
    this.#shortLives = 0;
    if (isIdentityRefused) this.#notBeforeMs = performance.now() + REFUSED_RETRY_MS;
  }
}

/** Resolves early when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}
