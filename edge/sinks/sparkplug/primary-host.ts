import { stateTopic } from "./namespace.ts";

/** A longer payload is not a STATE message. */
const MAX_STATE_BYTES = 1024;

/**
 * Whether the primary host is online, by its retained STATE (specification 5.6 and 6.4.25). A message with an older
 * time than the newest one is ignored: it is the last will of an earlier connection of the host.
 */
export class PrimaryHost {
  readonly id: string;
  readonly topic: string;
  #newestMs = Number.NEGATIVE_INFINITY;
  #isOnline = false;
  #changed: () => void = () => undefined;

  constructor(id: string) {
    this.id = id;
    this.topic = stateTopic(id);
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Time of its newest STATE, ms. A host that was away and is back has a later one. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /** A new connection: another broker may know another state, and only what it says counts. */
  forget(): void {
    this.#isOnline = false;
  }

  message(payload: Uint8Array): void {
    const state = stateIn(payload);
    if (state === undefined || state.timestamp < this.#newestMs) return;
    this.#newestMs = state.timestamp;
    this.#isOnline = state.online;
    this.#changed();
  }

  /** Resolves when the host is online. */
  async online(): Promise<void> {
    while (!this.#isOnline)
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
  }
}

function stateIn(payload: Uint8Array): { readonly online: boolean; readonly timestamp: number } | undefined {
  if (payload.length > MAX_STATE_BYTES) return undefined;
  try {
    const { online, timestamp } = JSON.parse(Buffer.from(payload).toString("utf8")) as Record<string, unknown>;
    return typeof online === "boolean" && typeof timestamp === "number" ? { online, timestamp } : undefined;
  } catch {
    return undefined;
  }
}
