import type { Metric } from "./sparkplug-encode.ts";

/** Values of one device that belong into one message. */
interface Stored {
  readonly device: string;
  readonly metrics: readonly Metric[];
}

/** Values that fit; a gateway of this class has as much flash. Beyond it the oldest go. */
const MAX_VALUES = 100_000;

/** Keeps values that were measured while the host was offline, oldest first. */
export class Store {
  #messages: Stored[] = [];
  #values = 0;

  add(device: string, metrics: readonly Metric[]): void {
    this.#messages.push({ device, metrics: metrics.map((metric) => ({ ...metric, isHistorical: true })) });
    this.#values += metrics.length;
    let surplus = 0;
    while (this.#values > MAX_VALUES) this.#values -= (this.#messages[surplus++] as Stored).metrics.length;
    if (surplus > 0) this.#messages.splice(0, surplus);
  }

  /** Everything stored, which is then forgotten. */
  drain(): readonly Stored[] {
    const messages = this.#messages;
    this.#messages = [];
    this.#values = 0;
    return messages;
  }
}
