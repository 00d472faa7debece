/** Questions about futures that a running edge answers, stores and scores (rules FK45 to FK53). Times in µs UTC. */
import type { Micros } from "../path/sample-batch.ts";
import type { Range, WhatIfAnswer } from "./answer.ts";
import type { ChangeProblem } from "./description.ts";
import type { PlayedFuture } from "./states.ts";

/** A change as the file of `gemba whatif` writes it, such as `{ out: "CNC-101", from: 1, hours: 4 }`. */
export type WrittenChange = Readonly<Record<string, string | number | boolean | readonly string[] | readonly number[]>>;

export interface WrittenFuture {
  readonly name: string;
  readonly changes: readonly WrittenChange[];
}

/** Most hours ahead of a question to a running edge. */
export const MOST_HOURS = 720;

export interface ForecastQuestion {
  readonly name: string;
  readonly hours: number;
  readonly replications: number;
  readonly seed: number;
  /** A past instant to start from; null: the newest reports. */
  readonly at: Micros | null;
  /** Beside the plant as it is, which is always answered. */
  readonly futures: readonly WrittenFuture[];
}

/** `refused`: a change or the plant cannot be as asked. `failed`: the edge could not answer. */
export const FORECAST_STATES = ["waiting", "working", "done", "refused", "failed"] as const;
export type ForecastState = (typeof FORECAST_STATES)[number];

/** Why a question was refused; null where it is not about one change of one future. */
export type ForecastProblem = Omit<ChangeProblem, "future" | "change"> & {
  readonly future: string | null;
  readonly change: number | null;
};

/**
 * Why it is not known what happened: reports were lost, the record does not reach back that far, the config counts
 * good pieces elsewhere now, or a source that reports pieces stayed silent.
 */
export const UNKNOWN_REASONS = ["gap", "forgotten", "changed", "silent"] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Places at which good pieces are counted: of what leaves some, and of what comes to others. In alphabetical order. */
export interface CountedPlaces {
  readonly left: readonly string[];
  readonly entered: readonly string[];
}

/** What happened in the time that was forecast, beside the baseline. */
export interface ForecastScore {
  readonly scoredAt: Micros;
  /** Good pieces; null where it is not known. */
  readonly happened: number | null;
  readonly isInside: boolean | null;
  readonly unknown: UnknownReason | null;
  /** The source whose reports were lost; null where that is not why, or more were lost than could be read. */
  readonly source: string | null;
}

/** A stored forecast as lists have it. */
export interface ForecastHead {
  readonly uid: string;
  readonly name: string;
  readonly by: string;
  readonly askedAt: Micros;
  readonly state: ForecastState;
  /** Where it starts; null until that is known. */
  readonly at: Micros | null;
  readonly hours: number;
  /** Names of the futures beside the plant as it is. */
  readonly futures: readonly string[];
  /** Good pieces of the plant as it is; null until there is an answer. */
  readonly good: Range | null;
  readonly score: ForecastScore | null;
}

export interface Forecast extends ForecastHead {
  readonly question: ForecastQuestion;
  readonly problems: readonly ForecastProblem[];
  /** Why there is no answer, where the edge could not give one. */
  readonly failure: string | null;
  readonly answer: WhatIfAnswer | null;
  /** Where the answer counts; absent in forecasts of the former release, null until there is an answer. */
  readonly counted?: CountedPlaces | null;
  /** Seconds between the steps of its states; absent in forecasts whose futures were not kept for playing. */
  readonly statesStepS?: number;
  /** How often an answer was begun that no stop ended in order; absent in forecasts of the former release. */
  readonly attempts?: number;
}

/** What a question may name, by the record of pieces as it is now. */
export interface ForecastChoices {
  /** Times of the record; null where no piece has been seen. */
  readonly record: { readonly from: Micros; readonly to: Micros } | null;
  /** So much of it is needed before the start, seconds. */
  readonly leastS: number;
  /** Null where too little is known, or the plant cannot be forecast. */
  readonly plan: {
    readonly machines: readonly string[];
    readonly belts: readonly string[];
    /** Buffers and belts; a capacity of null has no limit. */
    readonly places: readonly { readonly label: string; readonly capacity: number | null }[];
    /** Places that vehicles fetch from, with the pieces that they take at a time. */
    readonly lanes: readonly { readonly from: string; readonly load: number }[];
    /** What can be moved in the layout (machines, robots that tend some, stops, nodes), and where it stands, metres. */
    readonly spots: readonly { readonly label: string; readonly x: number; readonly y: number }[];
    readonly vehicles: number;
    readonly variants: readonly string[];
    /** Components whose end is foreseen. */
    readonly lives: readonly { readonly machine: string; readonly component: string }[];
    /** Ids of crews. */
    readonly crews: readonly string[];
    /** Open orders; a due time of null is not known. */
    readonly orders: readonly { readonly order: string; readonly due: Micros | null; readonly isBegun: boolean }[];
  } | null;
  /** Why the plant cannot be forecast. */
  readonly problems: readonly string[];
}

/** The stored forecasts of an edge. All methods that change something reject with EdgeError `disk`. */
export interface ForecastBook {
  /**
   * Stores a question and puts it into the queue. Rejects with EdgeError `bad-request` for a question that is none,
   * `conflict` when too many are stored, `unavailable` when too many wait.
   */
  ask(question: ForecastQuestion, by: string): Promise<ForecastHead>;
  /** Newest first. */
  list(): readonly ForecastHead[];
  /** Share of the runs that are done, of the one that is being answered. */
  progressOf(uid: string): number;
  /** Rejects with EdgeError `disk` where its file cannot be read. */
  find(uid: string): Promise<Forecast | undefined>;
  /**
   * One run of a future step by step; 0 is the plant as it is. Rejects with EdgeError `not-found` with the reason, and
   * `disk` where its file cannot be read.
   */
  states(uid: string, future: number): Promise<PlayedFuture>;
  /** Removes it; ends one that is being answered. False where there is none. */
  remove(uid: string): Promise<boolean>;
  /** Rejects with EdgeError `unavailable`. */
  choices(): Promise<ForecastChoices>;
}
