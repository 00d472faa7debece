import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Island } from "../../../contracts/production/islands.ts";
import type { Recommendation } from "../../../contracts/records/advice-book.ts";
import type { Design } from "../design/design.ts";
import type { Constraint } from "../objective.ts";
import type { Outcome } from "../outcomes.ts";
import type { Verdict } from "../race/keeps.ts";
import type { Effect } from "./effects.ts";
import type { Estimate } from "./estimate.ts";

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
  readonly score: Estimate;
  /** The interval of one of the objectives is above 0. */
  readonly isBetter: boolean;
  /** Share of the runs in which the score is better, and worse. */
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
  /** The pick is the best with the study's confidence; else runs were too few to know. */
  readonly isSure: boolean;
  readonly confirmed: Confirmed | null;
  /** Relative error that forecasts of the past had (rule FK29), and how many were tried; 0: it is assumed. */
  readonly modelError: number;
  readonly trials: number;
  /** What a book of recommendations takes; null where the plant is best as it is. */
  readonly recommendation: Omit<Recommendation, "adviceUid" | "acts" | "proposedAt" | "logPosition"> | null;
}
