/** Topics remembered. Beyond it the one noted longest ago is forgotten. */
const MAX_TOPICS = 1_000;

/** A topic, and for how many seconds the broker keeps its messages for an absent edge. */
export type KeepingTime = readonly [topic: string, seconds: number];

/**
 * How long a broker keeps the messages of each topic in our session, by the newest message: QoS 0 not at all,
 * messages with an expiry for that time (MQTT 5, 3.3.2.3.3). Topics whose messages are kept until the edge fetches
 * them are not remembered.
 */
export class KeepingTimes {
  readonly #seconds: Map<string, number>;

  constructor(known: readonly KeepingTime[] = []) {
    this.#seconds = new Map(known);
  }

  /** A message came. `seconds` is undefined where the broker would have kept it for ever. */
  note(topic: string, seconds: number | undefined): void {
    if (seconds === undefined) {
      if (this.#seconds.size > 0) this.#seconds.delete(topic);
      return;
    }
    if (this.#seconds.get(topic) === seconds) return;
    this.#seconds.set(topic, seconds);
    if (this.#seconds.size > MAX_TOPICS) this.#seconds.delete(this.#seconds.keys().next().value as string);
  }

  /** Whether any topic's messages are kept for less than this time. */
  endWithin(seconds: number): boolean {
    for (const kept of this.#seconds.values()) if (kept <= seconds) return true;
    return false;
  }

  all(): readonly KeepingTime[] {
    return [...this.#seconds];
  }
}
