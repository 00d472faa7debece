/** What a study of many variants of a plant says (docs/studies.md). Times in µs UTC. */

import type { Micros } from "../path/sample-batch.ts";
import type { Island } from "../production/islands.ts";
import type { NewAdvice } from "../records/advice-book.ts";
import type { Range } from "./answer.ts";
import type { WrittenChange } from "./forecasts.ts";

export const DESIGNS = ["all", "one-at-a-time", "screening", "search"] as const;
export type Design = (typeof DESIGNS)[number];

/** What a study counts of each run, in this order. `lead`: mean hours from store to end of the line. */
export const OUTCOMES = ["good", "scrapped", "late", "wip", "lead"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Name of the level without a change; in texts it is replaced by words. */
export const AS_IS = "as-is";

/** A mean and its interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A bound of one outcome that a share of the runs must keep. */
export interface Constraint {
  readonly outcome: Outcome;
  readonly bound: number;
  readonly share: number;
}

/** Whether a variant keeps a constraint. */
export type Verdict = "keeps" | "fails" | "open";

/** What a level changes against the first level of its factor, on average over the levels of the others. */
export interface Effect {
  readonly factor: string;
  readonly level: string;
  readonly against: string;
  /** Of the first objective, with an interval that holds for all effects together. */
  readonly score: Estimate;
  readonly outcomes: Readonly<Record<Outcome, Estimate>>;
  /** The interval of the score does not have 0 in it. */
  readonly matters: boolean;
}

/** Why a variant is out of the race; `number`: position of the objective or constraint. */
export type Fate =
  | { readonly kind: "picked" | "left" | "not-compared" }
  | { readonly kind: "worse" | "within" | "breaks"; readonly number: number; readonly afterRuns: number };

export interface VariantFigures {
  /** Names of the levels, by factor; empty for a plant as it is that no combination of levels gives. */
  readonly levels: Readonly<Record<string, string>>;
  readonly runs: number;
  /** Means; of differences to the plant as it is, with its mean added, so that all variants are on one scale. */
  readonly outcomes: Readonly<Record<Outcome, Estimate>>;
  /** First objective, against the plant as it is. */
  readonly gain: Estimate;
  /** By constraint. */
  readonly keeps: readonly { readonly share: number; readonly verdict: Verdict }[];
  readonly fate: Fate;
  readonly isPareto: boolean;
}

/** The pick against the plant as it is, in runs that had no part in the choice. */
export interface Confirmed {
  readonly runs: number;
  readonly outcomes: Readonly<Record<Outcome, Estimate>>;
  /** Gain of the objective that decides, else of the first. */
  readonly score: Estimate;
  /** An objective decides: the interval of its gain is above 0, and none before it loses more than is worth knowing. */
  readonly isBetter: boolean;
  /** Position of that objective; null where none does. */
  readonly decides: number | null;
  /** Of the objective that decides, else of the first: share of the runs in which its score is better, and worse. */
  readonly better: number;
  readonly worse: number;
}

export interface StudyAnswer {
  readonly name: string;
  readonly design: Design;
  readonly at: Micros;
  readonly horizonS: number;
  readonly seed: number;
  readonly confidence: number;
  /** Of the last objective: a difference that was not worth knowing. */
  readonly within: number;
  /** Of the intervals of single figures. */
  readonly intervals: number;
  /** All was run that was to be run; else the study was stopped and this is what was known. */
  readonly isComplete: boolean;
  /** Why it could not go on, and one of which variants was running; null where it could. */
  readonly failure: {
    readonly reason: string;
    readonly variants: readonly Readonly<Record<string, string>>[];
  } | null;
  /** Most runs of a variant, runs in all, and what all runs of all variants would have been. */
  readonly replications: number;
  readonly runs: number;
  readonly runsOfAll: number;
  /** What a search looked at before the variants below were compared, with runs that are not in `runs`; else null. */
  readonly searched: { readonly variants: number; readonly runs: number } | null;
  readonly constraints: readonly Constraint[];
  readonly pareto: readonly Outcome[];
  /** The first one is the plant as it is. */
  readonly variants: readonly VariantFigures[];
  /** Combinations that cannot be, with the reason. */
  readonly impossible: readonly { readonly levels: Readonly<Record<string, string>>; readonly reason: string }[];
  readonly effects: readonly Effect[];
  /** Position among the variants; null where none is picked: screening, or none keeps the constraints. */
  readonly picked: number | null;
  /** Islands of the pick, as `POST /api/v1/islands` takes them; null where it has none. */
  readonly islands: readonly Island[] | null;
  /** Changes of the pick, as a question of forecasts takes them; null where none is picked. */
  readonly changes: readonly WrittenChange[] | null;
  /** The pick is the best with the study's confidence; else runs were too few to know. */
  readonly isSure: boolean;
  readonly confirmed: Confirmed | null;
  /** Relative error that forecasts of the past had (rule FK29), and how many were tried; 0: it is assumed. */
  readonly modelError: number;
  readonly trials: number;
  /** Good pieces of a run, 90 % of them with the error of the model: as it is, and with the pick; null: not known. */
  readonly foreseen: { readonly asIs: Range | null; readonly picked: Range | null };
  /** What a book of recommendations takes; null where the plant is best as it is. */
  readonly recommendation: NewAdvice | null;
}
