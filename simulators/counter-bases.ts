import type { Wire } from "./wire.ts";

/** Signals and metrics that only ever count up. */
const COUNTERS = /^(counter\/|energy\/|Energy\/|Volume\/Total$)/;

export function isCounter(name: string): boolean {
  return COUNTERS.test(name);
}

/** What counters of devices count from: zero at first, and their own value at the moment of a reset. */
export class CounterBases {
  /** When the counters of a station were reset last. */
  readonly #resetMs = new Map<string, number>();
  readonly #bases = new Map<string, { readonly resetMs: number; readonly base: number }>();

  constructor(wire: Pick<Wire, "onMoment">) {
    wire.onMoment("counter-reset", ({ target, sinceMs }) => this.#resetMs.set(target, sinceMs));
  }

  /** What the counter of a station shows when it has counted to `count` since it was made. */
  shown(station: string, counter: string, count: number): number {
    const resetMs = this.#resetMs.get(station);
    if (resetMs === undefined) return count;
    const key = `${station} ${counter}`;
    let base = this.#bases.get(key);
    if (base?.resetMs !== resetMs) {
      base = { resetMs, base: count };
      this.#bases.set(key, base);
    }
    return count - base.base;
  }
}
