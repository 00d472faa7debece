/** The media tree in a stretch of time: amounts that close every balance, and what does not fit (docs/energy.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { Medium, MediumUnit } from "../plant/media.ts";

/** An amount with its standard uncertainty. */
export interface Uncertain {
  readonly amount: number;
  readonly u: number;
}

export interface TreeNodeView {
  readonly id: string;
  /** `group`: without a meter, computed from the others. `loss`: modelled. */
  readonly kind: "metered" | "virtual" | "group" | "loss";
  readonly medium: Medium;
  readonly unit: MediumUnit;
  readonly below: string | null;
  /** Whether the nodes below it are all that it feeds. */
  readonly isComplete: boolean;
  /** By the meter, formula or model; null where it is not known. */
  readonly measured: Uncertain | null;
  /** The counter fell or was silent: the amount may be too small, and is not used in the intervals concerned. */
  readonly isUncertain: boolean;
  /** Share of the intervals in which the measurement is known and certain, 0 to 1. */
  readonly usedShare: number;
  /** The amount that fits all balances, in the intervals in which it is determined; null where it is in none. */
  readonly reconciled: Uncertain | null;
  /** Share of the intervals in which `reconciled` is known, 0 to 1. */
  readonly knownShare: number;
  /** What the nodes below do not account for, by measurements; null where one of them is unknown. `u`: combined. */
  readonly rest: Uncertain | null;
  /** Of an incomplete node: what nothing below accounts for, where all below is known. Else null. */
  readonly unaccounted: Uncertain | null;
  /** Of `reconciled`: what flowed while a node below was not known, less what is known there. */
  readonly unknownBelow: number;
  /** Test value against all other meters, standard normal where all is sound (Mah and Tamhane). */
  readonly test: number | null;
  /** Score of a change of this meter's error within the last days; null where nothing checks it. */
  readonly score: number | null;
  /** That change, as a share of the reading. */
  readonly gain: number | null;
  /** Left out of the reconciliation, because the balance does not close with it. */
  readonly isRemoved: boolean;
  /** Share of the intervals in which it was, 0 to 1. */
  readonly removedShare: number;
}

/** One tree: a root with everything below it. */
export interface TreeBalance {
  readonly root: string;
  readonly medium: Medium;
  /** Sum of squared adjustments, with the number of balances that check it. */
  readonly global: number;
  readonly freedom: number;
  /** Whether the amounts fit, after removed meters. */
  readonly isClosed: boolean;
  /** What no node accounts for, as a share of the root's amount; null where that is not known. */
  readonly unaccountedShare: number | null;
  /** Meters that are probably wrong, the likeliest first. */
  readonly suspects: readonly { readonly id: string; readonly score: number; readonly gain: number }[];
}

/** A part of an amount that a weight gives to somebody. Not for billing. */
export interface Allocated extends Uncertain {
  readonly id: string;
  readonly of: string;
}

/** A branch that is searched for leaks, by its flow while nothing produces. */
export interface BranchView {
  readonly id: string;
  readonly medium: Medium;
  /** Unit of its flows, such as `m3/h`. */
  readonly unit: string;
  /** Nights that the usual flow was learnt from. */
  readonly nights: number;
  readonly meanFlow: number | null;
  /** The newest flow while nothing produced. */
  readonly nightFlow: number | null;
  /** Null while too few nights are known. */
  readonly usual: { readonly usual: number; readonly high: number } | null;
  /** `costPerYear` is in the site's currency; null without a price. */
  readonly leak: { readonly since: Micros; readonly flow: number; readonly costPerYear: number | null } | null;
}

export interface TreeView {
  readonly from: Micros;
  readonly to: Micros;
  /** Length and number of the equal intervals that were reconciled one by one, µs. */
  readonly interval: Micros;
  readonly intervals: number;
  readonly trees: readonly TreeBalance[];
  readonly nodes: readonly TreeNodeView[];
  readonly allocated: readonly Allocated[];
  /** Branches as they are now, whatever the range. */
  readonly branches: readonly BranchView[];
}
