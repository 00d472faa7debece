/** Keeps a connection to the hub and sends the log over it; the only place that retries it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { backoffMs } from "../observe/backoff.ts";
import { Seeking } from "./link/seeking.ts";
import { openLink, type ServerConfig } from "./link/server.ts";
import type { Sending } from "./sending.ts";
import { Session } from "./session.ts";
import { RefusedByHub, Replaced } from "./session-ends.ts";
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
  readonly #sending: Sending;
  readonly #onFailure: (failure: UplinkFailure) => void;
  readonly #seeking: Seeking;
  #session: Session | undefined;
  /** In a row. */
  #failures = 0;

  constructor(server: ServerConfig, sending: Sending, onFailure: (failure: UplinkFailure) => void) {
    this.#sending = sending;
    this.#onFailure = onFailure;
    const { options, pace } = sending;
    this.#seeking = new Seeking({
      open: (first) => {
        const roundTripMs = Math.min(pace.roundTripMs, MOST_ROUND_TRIP_MS);
        return openLink(server, linkOf(options.edgeId), { roundTripMs, first });
      },
      // Beside a session it says nothing: the session's own end does.
      onFailure: (error) => void (this.#session ?? this.#failed(error, ++this.#failures)),
    });
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
    const end = (): void => this.#seeking.end();
    signal.addEventListener("abort", end, { once: true });
    while (!signal.aborted) await this.#runSession(signal);
    await this.#sending.close();
  }

  /** One connection, from the search for it to its end. */
  async #runSession(signal: AbortSignal): Promise<void> {
    const before = this.#sending.state.position;
    try {
      const link = await this.#seeking.take();
      this.#session = new Session(link, this.#sending, this.#seeking);
      await this.#session.run(signal);
    } catch (error) {
      if (signal.aborted || error instanceof Replaced) return;
      this.#failures = this.#sending.state.position > before ? 1 : this.#failures + 1;
      this.#failed(error, this.#failures);
      const isRefused = error instanceof RefusedByHub;
      if (isRefused) this.#seeking.end();
      if (this.#seeking.isRunning) return;
      const waitMs = isRefused
        ? REFUSED_FOR_MS
        : backoffMs(this.#failures - 1, { firstMs: FIRST_RETRY_MS, maxMs: LAST_RETRY_MS });
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    } finally {
      this.#session = undefined;
    }
  }

  #failed(error: unknown, failures: number): void {
    const refused = error instanceof RefusedByHub ? { refused: { en: error.message, zh: error.zh } } : {};
    this.#onFailure({ error, failures, ...refused });
  }
}
