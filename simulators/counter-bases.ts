import type { Wire } from "./wire.ts";

/** Signals and metrics that only ever count up. */
const COUNTERS = /^(counter\/|energy\/|Energy\/|Volume\/Total$)/;

export function isCounter(name: string): boolean {
  return COUNTERS.test(name);
}

/** The base of each device counter: zero at first, later its value at the moment of a reset. */
export class CounterBases {
  /** When the counters of a station were reset last. */
  readonly #resetMs = new Map<string, number>();
  readonly #bases = new Map<string, { readonly resetMs: number; readonly base: number }>();

  constructor(wire: Pick<Wire, "onMoment">) {
    wire.onMoment("counter-reset", ({ target, sinceMs }) => this.#resetMs.set(target, sinceMs));
  }

  /** Displayed value of a station's counter that has counted to `count` since commissioning. */
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
