import type { NeighbourRelation } from "./neighbour-fit.ts";

/** Deviations up to this many spreads are left to chance. */
const LEFT = 3;
/** How much worse, in squared spreads, the offset of any other value must explain what is seen. */
const WORSE = 16;

/** A relation with what it leaves now. */
export interface Deviation extends NeighbourRelation {
  /** Smoothed; 0 in normal running. */
  readonly deviation: number;
  /** Spread of the smoothed deviation that is believed. */
  readonly allowed: number;
}

/** An offset of one value that explains all deviations. */
export interface Offset {
  readonly of: number;
  readonly size: number;
}

interface Fitted extends Offset {
  /** Sum of squares, and the largest deviation, that it leaves; in spreads. */
  readonly left: number;
  readonly largest: number;
}

/**
 * The one value whose offset explains what all relations leave: the parity space of analytical redundancy (Chow and
 * Willsky 1984). Undefined while nothing deviates, where two values would explain it alike, and where more than one
 * value is off, as by a fault of the machine.
 */
export function offsetIn(deviations: readonly Deviation[]): Offset | undefined {
  if (deviations.every(({ deviation, allowed }) => Math.abs(deviation) <= LEFT * allowed)) return undefined;
  const values = new Set(deviations.flatMap(({ target, neighbours }) => [target, ...neighbours]));
  const fitted = [...values].map((of) => offsetOf(of, deviations)).sort((a, b) => a.left - b.left || a.of - b.of);
  const [best, second] = fitted;
  if (best === undefined || best.largest > LEFT) return undefined;
  return second !== undefined && second.left - best.left < WORSE ? undefined : best;
}

/** The offset of this value that explains most. */
export function offsetOf(of: number, deviations: readonly Deviation[]): Fitted {
  let [above, below] = [0, 0];
  for (const one of deviations) {
    const effect = effectOf(of, one) / one.allowed;
    above += (effect * one.deviation) / one.allowed;
    below += effect ** 2;
  }
  const size = below > 0 ? above / below : 0;
  let [left, largest] = [0, 0];
  for (const one of deviations) {
    const rest = Math.abs(one.deviation - size * effectOf(of, one)) / one.allowed;
    left += rest ** 2;
    largest = Math.max(largest, rest);
  }
  return { of, size, left, largest };
}

/** How much an offset of this value moves what the relation leaves. */
export function effectOf(of: number, { target, neighbours, weights }: NeighbourRelation): number {
  if (of === target) return 1;
  const at = neighbours.indexOf(of);
  return at < 0 ? 0 : -(weights[at] as number);
}
