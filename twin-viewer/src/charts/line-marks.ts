import type { BearingOrders } from "../../../edge/contracts/plant/bearing-orders.ts";

/** A frequency that is marked in a spectrum, with its multiples. */
export interface LineMark {
  readonly letter: string;
  readonly part: "shaft" | "outer" | "inner" | "ball" | "cage";
  readonly hz: number;
  /** How many multiples are marked, the first included. */
  readonly multiples: number;
}

/** Turns of the shaft: imbalance is the first, misalignment and looseness the next. */
export function shaftMarks(shaftHz: number): readonly LineMark[] {
  return [{ letter: "n", part: "shaft", hz: shaftHz, multiples: 3 }];
}

/** Impacts of a damaged part of the bearing, without slip. A defect on a ball strikes twice in one spin. */
export function bearingMarks({ outer, inner, spin, cage }: BearingOrders, shaftHz: number): readonly LineMark[] {
  return [
    { letter: "O", part: "outer", hz: outer * shaftHz, multiples: 2 },
    { letter: "I", part: "inner", hz: inner * shaftHz, multiples: 2 },
    { letter: "B", part: "ball", hz: 2 * spin * shaftHz, multiples: 2 },
    { letter: "C", part: "cage", hz: cage * shaftHz, multiples: 1 },
  ];
}
