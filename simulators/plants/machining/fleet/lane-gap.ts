import { FOLLOW_M } from "./stops.ts";

/** A position on a directed edge of the road map, as the distance from its start. */
export interface OnEdge {
  readonly key: string;
  readonly atM: number;
}

/** Free distance to the nearest vehicle ahead on the same lane, metres; infinite if there is none. */
export function gapM<T extends { readonly edge: OnEdge | null }>(self: T, others: readonly T[]): number {
  const own = self.edge;
  let gap = Number.POSITIVE_INFINITY;
  if (own === null) {
    return gap;
  }
  for (const other of others) {
    const its = other === self ? null : other.edge;
    if (its !== null && its.key === own.key && its.atM > own.atM) {
      gap = Math.min(gap, its.atM - own.atM - FOLLOW_M);
    }
  }
  return gap;
}
