import type { Visit } from "./visits.ts";

/** How many pieces a place held over time, as columns; a piece on a vehicle counts at its destination from the pick. */
export class Contents {
  readonly #times: readonly Float64Array[];
  readonly #counts: readonly Int32Array[];
  readonly #most: readonly number[];

  constructor(visits: readonly Visit[], places: number) {
    const changes: [time: number, change: number][][] = Array.from({ length: places }, () => []);
    for (const { place, arrive, leave, taken } of visits) {
      const list = changes[place] as [number, number][];
      const from = Number.isNaN(taken) ? arrive : taken;
      list.push([Number.isNaN(from) ? 0 : from, 1]);
      if (!Number.isNaN(leave)) list.push([leave, -1]);
    }
    // Of changes at one time those that leave come first: a hand-over is no overlap.
    for (const list of changes) list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    this.#times = changes.map((list) => Float64Array.from(list, ([time]) => time));
    this.#counts = changes.map((list) => {
      let held = 0;
      return Int32Array.from(list, ([, change]) => (held += change));
    });
    this.#most = this.#counts.map((counts) => counts.reduce((most, count) => Math.max(most, count), 0));
  }

  most(place: number): number {
    return this.#most[place] as number;
  }

  /** Whether the place held this many or more at some time within (from, to). */
  reaches(place: number, count: number, from: number, to: number): boolean {
    const times = this.#times[place] as Float64Array;
    const counts = this.#counts[place] as Int32Array;
    for (let at = Math.max(0, this.#after(place, from) - 1); at < times.length && (times[at] as number) < to; at++)
      if ((counts[at] as number) >= count) return true;
    return false;
  }

  /** Since when the place has held less than `count`, at the time; `time` itself if it does not. */
  belowSince(place: number, count: number, time: number): number {
    const times = this.#times[place] as Float64Array;
    const counts = this.#counts[place] as Int32Array;
    let since = time;
    for (let at = this.#after(place, time) - 1; at >= 0; at--) {
      if ((counts[at] as number) >= count) return since;
      since = times[at] as number;
    }
    return 0;
  }

  /** Position of the first change at or after the time. */
  #after(place: number, time: number): number {
    const times = this.#times[place] as Float64Array;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
