/** Keeps a connection to the hub and sends the log over it; the only place that retries it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { backoffMs } from "../observe/backoff.ts";
import { openLinkSoon, type ServerConfig } from "./link/server.ts";
import type { Sending } from "./sending.ts";
import { RefusedByHub, Session } from "./session.ts";
import { linkOf } from "./wire/subjects.ts";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 1_000;
/** A longer one is no reason to wait for a dead link. */
const MOST_ROUND_TRIP_MS = 2_000;
/** A refusal ends when a person removes its reason. */
const REFUSED_FOR_MS = 30_000;

export interface UplinkFailure {
  readonly error: unknown;
  /** In a row. */
  readonly failures: number;
  readonly refused?: LocalizedText;
}

export class Uplink {
  readonly #server: ServerConfig;
  readonly #sending: Sending;
  readonly #onFailure: (failure: UplinkFailure) => void;
  #session: Session | undefined;

  constructor(server: ServerConfig, sending: Sending, onFailure: (failure: UplinkFailure) => void) {
    this.#server = server;
    this.#sending = sending;
    this.#onFailure = onFailure;
  }

  committed(position: number): void {
    this.#sending.committed(position);
    this.#session?.wake();
  }

  /** Sends a message beside the log; it is dropped where no hub takes the edge now. */
  sendSide(topic: string, body: Uint8Array): void {
    this.#session?.sendSide(topic, body);
  }

  /** Sends until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const before = this.#sending.state.position;
      try {
        const { options, pace } = this.#sending;
        const link = await openLinkSoon(
          this.#server,
          linkOf(options.edgeId),
          Math.min(pace.roundTripMs, MOST_ROUND_TRIP_MS),
        );
        this.#session = new Session(link, this.#sending);
        await this.#session.run(signal);
      } catch (error) {
        if (signal.aborted) break;
        failures = this.#sending.state.position > before ? 1 : failures + 1;
        const isRefused = error instanceof RefusedByHub;
        this.#onFailure({
          error,
          failures,
          ...(isRefused ? { refused: { en: error.message, zh: error.zh } } : {}),
        });
        const waitMs = isRefused
          ? REFUSED_FOR_MS
          : backoffMs(failures - 1, { firstMs: FIRST_RETRY_MS, maxMs: LAST_RETRY_MS });
        await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      } finally {
        this.#session = undefined;
      }
    }
    await this.#sending.close();
  }
}
