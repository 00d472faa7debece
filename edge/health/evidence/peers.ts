/** Statistics of components of the same make, so that one that was bad from the start is seen beside the others. */

import { medianOf } from "./median.ts";

/** With fewer others a comparison means nothing. */
const FEWEST = 3;

export interface Typical {
  readonly median: number;
  /** Robust standard deviation of the others, 1.4826 times their median deviation. */
  readonly spread: number;
  /** Number of others. */
  readonly count: number;
}

/**
 * The newest statistic of each member, by group, such as `robot-210/joint-2/friction`. Watches set theirs after every
 * change and after a restore, so nothing here needs to survive a restart.
 */
export class Peers {
  readonly #groups = new Map<string, Map<string, number>>();

  set(group: string, member: string, value: number): void {
    const members = this.#groups.get(group) ?? new Map<string, number>();
    this.#groups.set(group, members);
    if (Number.isFinite(value)) members.set(member, value);
    else members.delete(member);
  }

  /** Median and spread of the others of the group; undefined if there are too few. */
  typical(group: string, member: string): Typical | undefined {
    const others = Float64Array.from(
      [...(this.#groups.get(group) ?? [])].filter(([name]) => name !== member).map(([, value]) => value),
    );
    if (others.length < FEWEST) return undefined;
    const median = medianOf(others);
    return {
      median,
      spread: 1.4826 * medianOf(others.map((value) => Math.abs(value - median))),
      count: others.length,
    };
  }
}
