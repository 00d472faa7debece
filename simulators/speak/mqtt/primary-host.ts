/** Tracks an edge node's primary host by STATE messages (Sparkplug 3.0, 5.4 and 6.4.25). */
export class PrimaryHost {
  readonly topic: string;
  #isOnline = false;
  #newestMs = 0;

  constructor(id: string) {
    this.topic = `spBv1.0/STATE/${id}`;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** A new connection to the broker knows nothing until a STATE arrives. Times already seen stay. */
  forget(): void {
    this.#isOnline = false;
  }

  /** Takes a STATE payload. Messages older than the newest, and invalid ones, are ignored. */
  hear(payload: Buffer): void {
    let state: unknown;
    try {
      state = JSON.parse(payload.toString("utf8"));
    } catch {
      return;
    }
    const { online, timestamp } = (state ?? {}) as { online?: unknown; timestamp?: unknown };
    if (typeof online !== "boolean" || typeof timestamp !== "number" || timestamp < this.#newestMs) return;
    this.#newestMs = timestamp;
    this.#isOnline = online;
  }
}
