/** Listeners to messages beside the log, one a topic. */
export class SideTopics<From extends readonly unknown[]> {
  readonly #listeners = new Map<string, (...heard: [...From, Uint8Array]) => void>();

  on(topic: string, hear: (...heard: [...From, Uint8Array]) => void): void {
    if (this.#listeners.has(topic)) throw new Error(`${topic} has a listener already`);
    this.#listeners.set(topic, hear);
  }

  /** A topic that this version does not know is dropped. */
  hear(topic: string, ...heard: [...From, Uint8Array]): void {
    this.#listeners.get(topic)?.(...heard);
  }
}
