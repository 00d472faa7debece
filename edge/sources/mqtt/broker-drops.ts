import type { Micros } from "../../contracts/path/sample-batch.ts";

/** The broker's count of dropped messages, and when the broker last refreshed its figures. */
export interface DropCount {
  readonly count: number;
  readonly at: Micros;
}

/** A time in which the broker dropped messages that may have been ours. */
export interface DropSpan {
  readonly from: Micros;
  readonly to: Micros;
}

interface Refresh {
  readonly now: Micros;
  /** Time of the newest sample. */
  readonly newest: Micros | undefined;
  /** Since the last refresh, as many messages waited for their PUBACK at once as the broker sends ahead. */
  readonly isWindowFull: boolean;
}

/**
 * Follows how many messages the broker dropped because a queue was full. At each refresh of its figures, mosquitto
 * publishes first its uptime and then, if it changed, the count over all clients. A rise may concern this client when
 * its queue may have been full: it was disconnected, or held as many messages as the broker sends ahead.
 */
export class BrokerDrops {
  #known: DropCount | undefined;
  /** The refresh before the newest one. */
  #before: Micros | undefined;
  #mayBeOurs: boolean;
  /** The first refresh of a session is about the time before it too. */
  #isAboutPast: boolean;
  /** The broker's retained count, from an earlier time. It is used from the next refresh on. */
  #kept: string | undefined;

  /** `known`: the count of the previous session. */
  constructor(known: DropCount | undefined) {
    this.#known = known;
    this.#mayBeOurs = known !== undefined;
    this.#isAboutPast = known !== undefined;
  }

  get known(): DropCount | undefined {
    return this.#known;
  }

  /** The broker refreshes its figures. Call it for live messages, not for retained ones. */
  refreshed({ now, newest = now, isWindowFull }: Refresh): DropSpan | undefined {
    if (this.#known === undefined) return undefined;
    this.#mayBeOurs = this.#isAboutPast || isWindowFull;
    this.#isAboutPast = false;
    this.#before = this.#known.at;
    this.#known = { count: this.#known.count, at: Math.min(now, newest) };
    const kept = this.#kept;
    this.#kept = undefined;
    return kept === undefined ? undefined : this.counted(kept, false, now);
  }

  /** Takes the broker's count; `isRetained`: it is from an earlier time. */
  counted(text: string, isRetained: boolean, now: Micros): DropSpan | undefined {
    const count = Number.parseInt(text, 10);
    if (Number.isNaN(count)) return undefined;
    if (isRetained && this.#known !== undefined) {
      this.#kept = text;
      return undefined;
    }
    const { count: before, at } = this.#known ?? { count, at: now };
    this.#known = { count, at };
    if (count <= before || !this.#mayBeOurs) return undefined;
    const from = this.#before ?? at;
    // The clock may have been set back meanwhile.
    return { from: Math.min(from, now), to: Math.max(from, now) };
  }
}
