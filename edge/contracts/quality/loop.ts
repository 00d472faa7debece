/** The closed loop of a class of defects: Pareto, corrective action, check of its effect (docs/rules/root-cause.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { BadShare, DefectClass, EffectInterval } from "./causes.ts";
import type { CauseGroup, Containment, ContainmentQuestion, NewDisposition } from "./containment.ts";

/**
 * `pending`: too few pieces were judged since. `effective`: the share of bad pieces fell beyond chance. `not-shown`: it
 * fell, which chance may have done. `not-effective`: it did not fall.
 */
export const EFFECT_VERDICTS = ["pending", "effective", "not-shown", "not-effective"] as const;
type EffectVerdict = (typeof EFFECT_VERDICTS)[number];

/** Fewest and most pieces that a check of effect waits for. */
export const CHECKED_PIECES = { least: 10, most: 20_000 } as const;

export interface EffectQuestion {
  readonly key: string;
  /** Null: the cause is none that pieces can be told apart by; then all pieces of the class count. */
  readonly group: CauseGroup | null;
  /** Pieces that were judged from here until the action began are those before it. */
  readonly from: Micros;
  readonly startedAt: Micros;
  /** Pieces that were made after this are those after it. */
  readonly finishedAt: Micros;
  /** Pieces after the action that the verdict waits for. */
  readonly pieces: number;
  /** Pieces before the action as they were counted earlier: the book forgets its oldest pieces. */
  readonly known: BadShare;
}

export interface EffectCheck {
  readonly verdict: EffectVerdict;
  readonly before: BadShare;
  /** The first `wanted` pieces that were made after the action, as far as they are judged. */
  readonly after: BadShare;
  readonly wanted: number;
  /** Pieces that were made or judged while the action was taken, and count on neither side. */
  readonly between: number;
  /** Probability of so few bad pieces after the action if it changed nothing (Fisher, one-sided). */
  readonly p: number;
  /** Share of bad pieces after less that before (Newcombe, 95 %). */
  readonly difference: EffectInterval;
  /** Fewest pieces, all good, that would show an effect; null: no number would. */
  readonly fewest: number | null;
}

/** What the rows of a Pareto are. */
const PARETO_BY = ["class", "station", "area", "variant"] as const;
type ParetoBy = (typeof PARETO_BY)[number];
/** What the API also groups by: what people entered about scrap and rework. */
export const PARETO_ROWS = [...PARETO_BY, "reason"] as const;

/** Narrows a question to pieces; an absent field matches every piece. */
export interface ParetoFilter {
  /** Class of defects. */
  readonly key?: string | undefined;
  readonly variant?: string | undefined;
  /** Of the station that judged. */
  readonly area?: string | undefined;
}

export interface ParetoQuestion extends ParetoFilter {
  readonly from: Micros;
  readonly to: Micros;
  readonly by: ParetoBy;
}

export interface ParetoRow extends BadShare {
  /** Key of the class, label of the station, id of the area, or variant; empty: not reported. */
  readonly name: string;
  /** Of a class. */
  readonly of: DefectClass | null;
}

/** Classes of defects that are followed; bad verdicts of further ones are counted as refused. */
export const MOST_CLASSES = 200;

export interface ParetoView {
  /** Most bad pieces first. */
  readonly rows: readonly ParetoRow[];
  /** A piece counts once, whatever rows it is in. */
  readonly total: BadShare;
  /** Oldest judgement that the book still has; null: there is none. */
  readonly since: Micros | null;
  /** Bad verdicts ever since of classes beyond the most that are followed: no row has them. */
  readonly refused: number;
  /** All variants and areas that pieces of the time have. */
  readonly variants: readonly string[];
  readonly areas: readonly string[];
}

export interface BadPiecesQuestion extends ParetoFilter {
  readonly from: Micros;
  readonly to: Micros;
  readonly limit: number;
}

export interface BadPiece {
  readonly piece: string;
  /** Class of its defect. */
  readonly key: string;
  readonly at: Micros;
  readonly station: string;
  readonly variant: string;
}

/** Questions of the loop to the book of causes. */
export interface LoopReader {
  /** Pieces with the same circumstance. Throws EdgeError `not-found`. */
  containment(question: ContainmentQuestion): Answer<Containment>;
  /** Throws EdgeError `not-found`. */
  pareto(question: ParetoQuestion): Answer<ParetoView>;
  /** Newest first. Throws EdgeError `not-found`. */
  badPieces(question: BadPiecesQuestion): Answer<{ readonly count: number; readonly pieces: readonly BadPiece[] }>;
  /** Throws EdgeError `not-found`. */
  effect(question: EffectQuestion): Answer<EffectCheck>;
  /** Puts a person's decision into the log; resolves when it is on disk. Throws EdgeError `not-found`. */
  dispose(disposition: Omit<NewDisposition, "at">): Promise<NewDisposition>;
}
