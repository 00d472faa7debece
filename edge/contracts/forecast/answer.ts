/** The answer to a question about futures (docs/forecast.md). Times of day in µs UTC, lateness in hours. */
import type { Micros } from "../path/sample-batch.ts";

/** An interval and its middle; 10, 50 and 90 % of the runs where nothing else is said. */
export interface Range {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** One line of the calibration table: a forecast of the past, and what happened. */
export interface Trial {
  readonly at: Micros;
  readonly foreseen: number;
  readonly happened: number;
  /** How far ahead it looked; absent in answers that an older edge stored. */
  readonly horizonS?: number;
  /** Standard deviation of the forecast's runs; absent: none. */
  readonly spread?: number;
}

/** What an answer says of machines' failures: what was learnt, and what is out when the forecast begins. */
export interface MachinesTold {
  readonly failures: readonly {
    readonly machine: string;
    /** Failures from which it was learnt; those of all machines side by side where it failed seldom (`isOfGroup`). */
    readonly n: number;
    readonly isOfGroup: boolean;
    /** Means: working time between failures, and time to repair. */
    readonly betweenH: number;
    readonly repairH: number;
  }[];
  readonly out: readonly { readonly machine: string; readonly forH: number }[];
}

/** Why no run has the end of a component: its machine stands for it, is not in the model, or has no repair time. */
export type UnplayedEnd = "out" | "not-in-model" | "no-repair";

/** A component whose end the health book foresees, in the plant as it is. */
export interface LifeTold {
  readonly machine: string;
  /** Path; empty: the machine itself. */
  readonly component: string;
  /** Until it ends by the clock, hours from the start: 10, 50 and 90 %, given that it has not ended by then. */
  readonly leftH: Range;
  /** Null: it is in the runs. */
  readonly unplayed: UnplayedEnd | null;
  /** Share of the runs in which its machine fails by it. */
  readonly fails: number;
  /** Good pieces that it costs, over all runs, with their mean; null where others were likelier to fail. */
  readonly lost: (Range & { readonly mean: number }) | null;
}

/** What an answer says of ends that are foreseen. */
export interface LivesTold {
  /** From when on all that the health book said is known; null: from its beginning. */
  readonly knownFrom: Micros | null;
  /** The forecast starts before that, so that some that it said may not be here. */
  readonly isPartial: boolean;
  /** Those that are likeliest to fail in the time ahead first. */
  readonly parts: readonly LifeTold[];
}

/** Times of work that were others until an instant: only those since then were learnt from (rule FK57). */
export interface ChangedTime {
  readonly machine: string;
  readonly variant: string;
  readonly since: Micros;
  /** Means, minutes. */
  readonly fromMin: number;
  readonly toMin: number;
}

export interface OrderFigures {
  readonly order: string;
  /** Hours after the due date, negative before it; null where it is not finished in time in that share of the runs. */
  readonly lateH: { readonly [Key in keyof Range]: number | null };
  /** Share of the runs in which it is finished by its due date; null where that lies behind the horizon in some run. */
  readonly onTime: number | null;
}

/** A crew over all runs of a future: means. */
export interface CrewFigures {
  /** Its id. */
  readonly crew: string;
  /** Share of the time on duty in which its people were busy. */
  readonly busy: number;
  /** Time for which machines waited for somebody of it, all together. */
  readonly waitedH: number;
}

/** What the times of transport of a future with moves rest on; seconds for a metre are the usual ones of its runs. */
export interface MovedTold {
  /** Of vehicles; null: no ride gets longer or shorter. Learnt from lanes, or assumed from what vehicles declare. */
  readonly drive: { readonly sPerM: number; readonly isLearnt: boolean } | null;
  /** Of people, which is assumed. */
  readonly walkSPerM: number;
  /** What people carry farther from now on, for nothing else does: the longest first. */
  readonly walks: readonly { readonly from: string; readonly to: string; readonly metres: number }[];
}

export interface FutureFigures {
  readonly name: string;
  /** Good pieces in the horizon. */
  readonly good: Range;
  readonly scrapped: Range;
  readonly wip: Range;
  /** Orders that are due in the horizon and finished later or not in it. */
  readonly late: Range;
  readonly orders: readonly OrderFigures[];
  /** Electricity of machines with a known power, and for each good piece; null, or absent in old ones: not known. */
  readonly energy?: { readonly kWh: Range; readonly perGood: Range } | null;
  /** Absent where nobody is counted. */
  readonly crews?: readonly CrewFigures[];
  /** Absent where nothing is moved. */
  readonly moved?: MovedTold;
  /** Machines side by side, or a crew, that were busiest, with the share of the runs; most often first. */
  readonly bottlenecks: readonly {
    readonly stations: string;
    /** `stations` is the id of a crew. */
    readonly isCrew?: boolean;
    readonly share: number;
    readonly busy: number;
  }[];
  /** Against the first future, run by run with the same random numbers; null for the first. */
  readonly against: {
    readonly good: Range;
    readonly late: Range;
    readonly energyKWh?: Range | null;
    /** Share of the runs with more good pieces than the first future, and with fewer. */
    readonly more: number;
    readonly fewer: number;
  } | null;
}

export interface WhatIfAnswer {
  readonly at: Micros;
  readonly learntFrom: Micros;
  readonly pieces: number;
  /** Failures of machines; null where no states were recorded. */
  readonly machines: MachinesTold | null;
  /** Ends of components that are foreseen; null, or absent in old ones: no book of predictions was kept. */
  readonly lives?: LivesTold | null;
  /** Machines whose electricity is counted, and those whose is not known; null, or absent in old ones: none is. */
  readonly metered?: { readonly with: readonly string[]; readonly without: readonly string[] } | null;
  /** Machines and variants whose times have changed; absent in answers that an older edge stored. */
  readonly changed?: readonly ChangedTime[];
  /** Pieces at places that the ways do not have, by place: they are left out. */
  readonly unplaced: Readonly<Record<string, number>>;
  readonly horizonS: number;
  readonly replications: number;
  readonly seed: number;
  readonly trials: readonly Trial[];
  /** The first is the plant as it is. */
  readonly futures: readonly FutureFigures[];
}
