/** Ids of the events that were taken lately: a repeated one changes nothing. */
export class EventIds {
  readonly #capacity: number;
  readonly #known = new Set<string>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether it is new. Beyond the capacity the oldest is forgotten. */
  add(id: string): boolean {
    if (this.#known.has(id)) return false;
    if (this.#known.size >= this.#capacity) {
      const [oldest] = this.#known;
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.add(id);
    return true;
  }
}
