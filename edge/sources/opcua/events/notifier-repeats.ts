/**
 * An object passes on the events of the objects below it, so two notifiers may report one event. Runs in the worker.
 */
import type { ServerEvent } from "./messages.ts";

/** Events that are remembered. */
const MOST_KNOWN = 2000;

export class NotifierRepeats {
  readonly #isNeeded: boolean;
  readonly #known = new Set<string>();
  /** Notifiers whose refresh has begun, and ended. */
  #begun = 0;
  #ended = 0;

  /** `isNeeded`: events of several objects are read. */
  constructor(isNeeded: boolean) {
    this.#isNeeded = isNeeded;
  }

  /** False for an event that another notifier has reported. A condition may report its state any number of times. */
  isNew({ conditionId, eventId }: ServerEvent): boolean {
    if (!this.#isNeeded || conditionId !== undefined || eventId === "") return true;
    if (this.#known.has(eventId)) return false;
    this.#known.add(eventId);
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.values().next().value as string);
    return true;
  }

  /**
   * Each notifier refreshes for itself (OPC 10000-9, 5.5.7): a refresh begins with the first of them and ends with the
   * last.
   */
  isWhole(refresh: "refresh-start" | "refresh-end", notifiers: number): boolean {
    if (refresh === "refresh-start") {
      // More beginnings than notifiers mean the next refresh: the previous one did not end.
      if (this.#begun >= notifiers) this.#begun = this.#ended = 0;
      return ++this.#begun === 1;
    }
    if (++this.#ended < notifiers) return false;
    this.#begun = this.#ended = 0;
    return true;
  }
}
