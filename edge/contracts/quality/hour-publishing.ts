/** Which closed hours a follower of the log publishes, and when: by log time alone, so that a replay gives the same. */
import type { Micros } from "../path/sample-batch.ts";

export const HOUR_US = 3600e6;
/** Hours are published at the full ten minutes. */
const EVERY_US = 600e6;
/** Older hours are not corrected any more. */
const CORRECTED_HOURS = 26;
/** The first input may be of an hour that is not closed yet, or of a source whose clock is ahead. */
const AHEAD_HOURS = 2;

/** Times and hours since 1970. */
export interface HourState {
  readonly tickedAt: Micros | null;
  /** The newest hour that was closed; null before the first input. */
  readonly newest: number | null;
  /** Hours that are to be published, or again. */
  readonly pending: readonly number[];
  /** Hours of the log in which the edge ran. */
  readonly seen: readonly number[];
}

export class HourPublishing {
  readonly #lagUs: number;
  #tickedAt: Micros;
  #newest: number | null;
  readonly #pending: Set<number>;
  #seen: readonly number[];

  /** `lagUs`: how long after its end an hour is published first. */
  constructor(lagUs: number, state: HourState | undefined) {
    this.#lagUs = lagUs;
    this.#tickedAt = state?.tickedAt ?? Number.NaN;
    this.#newest = state?.newest ?? null;
    this.#pending = new Set(state?.pending);
    this.#seen = state?.seen ?? [];
  }

  get state(): HourState {
    const tickedAt = Number.isNaN(this.#tickedAt) ? null : this.#tickedAt;
    return { tickedAt, newest: this.#newest, pending: [...this.#pending], seen: this.#seen };
  }

  /** Something belongs to the hour of this time, which is published again if it was before; too old hours are not. */
  changed(time: Micros): void {
    const hour = Math.floor(time / HOUR_US);
    this.#newest ??= hour - 1;
    if (!(Math.abs(this.#tickedAt / HOUR_US - hour) > CORRECTED_HOURS)) this.#pending.add(hour);
  }

  /** The newest hour that was closed; null before the first input. */
  get newest(): number | null {
    return this.#newest;
  }

  /** Whether the log has items of one of the hours from `begin` to before `end`. */
  wasSeen(begin: number, end = begin + 1): boolean {
    return this.#seen.some((hour) => hour >= begin && hour < end);
  }

  /** The hours to publish now, in order. */
  due(now: Micros): readonly number[] {
    const present = Math.floor(now / HOUR_US);
    if (this.#seen.at(-1) !== present) this.#seen = [...this.#seen, present].slice(-CORRECTED_HOURS - 2);
    const isDue = Math.floor(now / EVERY_US) !== Math.floor(this.#tickedAt / EVERY_US);
    this.#tickedAt = now;
    if (!isDue || this.#newest === null) return [];
    const closed = Math.floor((now - this.#lagUs) / HOUR_US) - 1;
    for (let hour = Math.max(this.#newest + 1, closed - CORRECTED_HOURS + 1); hour <= closed; hour++)
      this.#pending.add(hour);
    // After a clock was set back, hours are published again, with the same figures.
    if (closed > this.#newest || closed < this.#newest - AHEAD_HOURS) this.#newest = closed;
    const due = [...this.#pending].filter((hour) => hour <= closed).toSorted((a, b) => a - b);
    for (const hour of due) this.#pending.delete(hour);
    return due;
  }
}
