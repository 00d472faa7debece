import type { Micros } from "./sample-batch.ts";

/**
 * A least delay is valid for at least this time and this number of events, because clocks drift, and a source with few
 * events seldom delivers one without delay.
 */
const WINDOW_US = 600e6;
const WINDOW_EVENTS = 50;
/** This number of consecutive delays, close together and far from the least one, means that the clock was set. */
const JUMP_EVENTS = 8;
const JUMP_US = 1e6;
const TOGETHER_US = 0.8e6;
/**
 * A first delay beyond this is probably an old event rather than a clock that is so far behind; later events will show.
 */
const FIRST_US = 2e6;
/** Number of controllers whose clocks are followed; the times of further ones are used as they are. */
const MOST_CLOCKS = 5000;

interface Clock {
  /** Least difference of arrival and source time in this window and in the previous one. */
  least: number;
  before: number;
  windowFrom: Micros;
  /** Events in this window. */
  count: number;
  /** Newest consecutive delays that are far from the least one. */
  apart: number[];
}

/** State of the clocks as plain numbers, to resume after a restart. */
export type AlignmentState = Readonly<
  Record<string, readonly [least: number, before: number, windowFrom: number, count: number, ...apart: number[]]>
>;

/**
 * Converts times of many controllers to one clock, the edge's. An event arrives after some transport delay and never
 * before it happens, so the least delay of a controller's events is approximately the offset of its clock (the minimum
 * filter of NTP, RFC 5905, 10).
 */
export class ClockAlignment {
  readonly #clocks = new Map<string, Clock>();

  constructor(state: AlignmentState = {}) {
    for (const [name, [least, before, windowFrom, count, ...apart]] of Object.entries(state))
      this.#clocks.set(name, { least, before, windowFrom, count, apart });
  }

  get state(): AlignmentState {
    return Object.fromEntries(
      [...this.#clocks].map(([name, { least, before, windowFrom, count, apart }]) => [
        name,
        [least, before, windowFrom, count, ...apart],
      ]),
    );
  }

  /** The time by the edge's clock, to the millisecond. */
  align(name: string, time: Micros, receivedAt: Micros): Micros {
    const delay = receivedAt - time;
    let clock = this.#clocks.get(name);
    if (clock === undefined) {
      if (this.#clocks.size >= MOST_CLOCKS) return Math.round(time / 1000) * 1000;
      const least = Math.min(delay, FIRST_US);
      clock = { least, before: least, windowFrom: receivedAt, count: 0, apart: [] };
      this.#clocks.set(name, clock);
    }
    clock.count++;
    if (receivedAt - clock.windowFrom > WINDOW_US && clock.count > WINDOW_EVENTS) {
      clock.before = clock.least;
      clock.least = delay;
      clock.windowFrom = receivedAt;
      clock.count = 0;
    }
    clock.least = Math.min(clock.least, delay);
    this.#followJump(clock, delay, receivedAt);
    return Math.round((time + Math.min(clock.least, clock.before)) / 1000) * 1000;
  }

  /** By how much the edge's clock is ahead, not rounded, µs; undefined of clocks that are not followed. */
  offsetUs(name: string): number | undefined {
    const clock = this.#clocks.get(name);
    return clock === undefined ? undefined : Math.min(clock.least, clock.before);
  }

  /** A clock that was set forward shows at once; one that was set back makes every delay longer by the same. */
  #followJump(clock: Clock, delay: number, receivedAt: Micros): void {
    if (delay - Math.min(clock.least, clock.before) < JUMP_US) {
      clock.apart.length = 0;
      return;
    }
    clock.apart.push(delay);
    if (clock.apart.length > JUMP_EVENTS) clock.apart.shift();
    if (clock.apart.length < JUMP_EVENTS || Math.max(...clock.apart) - Math.min(...clock.apart) > TOGETHER_US) return;
    clock.least = Math.min(...clock.apart);
    clock.before = clock.least;
    clock.windowFrom = receivedAt;
    clock.apart.length = 0;
  }
}
