/** Root cause of a defect class: which circumstance of pieces goes with their defect (docs/rules/root-cause.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { CurvePieces, CurvePiecesQuestion } from "./curves.ts";

/** Kinds of circumstances. Those of work belong to an operation of the route. */
export const CANDIDATE_KINDS = [
  "machine",
  "tool",
  "program",
  "fixture",
  "lot",
  "supplier",
  "heat",
  "variant",
  "order",
  "operator",
  "position",
  "slot",
  "pallet",
  "hour",
  "duration",
  "signal",
  "result",
] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

/** A circumstance that pieces differ by. */
export interface CandidateName {
  readonly kind: CandidateKind;
  /** Operation of the route, or gauge; empty where the circumstance belongs to the piece. */
  readonly operation: string;
  /** Of a signal or result; of a tool its place among the tools; else empty. */
  readonly name: string;
}

/** Names in the config of a circumstance; absent: the config has none, and the id is shown. */
export interface CauseNames {
  readonly operation?: LocalizedText;
  readonly name?: LocalizedText;
  readonly level?: LocalizedText;
}

/** Estimate with its 95 % interval. */
export interface EffectInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * `leading`: explains most. `inseparable`: these pieces cannot tell it from the leading one. `independent`: goes with
 * the defect beside the leading one. `explained`: goes with the defect because it goes with the leading one.
 */
export const CAUSE_STANDINGS = ["leading", "inseparable", "independent", "explained"] as const;
export type CauseStanding = (typeof CAUSE_STANDINGS)[number];

/** Bad among all pieces. */
export interface BadShare {
  readonly bad: number;
  readonly pieces: number;
}

/** Evidence of a circumstance with levels, by level; of a number, by column of its histogram. */
export type EvidenceChart =
  | { readonly kind: "levels"; readonly levels: readonly (BadShare & { readonly level: string })[] }
  | {
      readonly kind: "distribution";
      readonly from: number;
      readonly width: number;
      readonly columns: readonly BadShare[];
    };

export interface CauseView {
  readonly candidate: CandidateName;
  readonly names?: CauseNames;
  /** The level that goes with the defect; of a number which side of `cut`. */
  readonly level: string;
  readonly side: "is" | "below" | "above";
  readonly cut: number | null;
  /** Pieces before this time with the same level were not affected; null: all with the level. */
  readonly since: Micros | null;
  readonly standing: CauseStanding;
  /** With the circumstance, and without it. */
  readonly within: BadShare;
  readonly outside: BadShare;
  /** Share of bad pieces with it less that without it (Newcombe), and their quotient (Katz). */
  readonly difference: EffectInterval;
  readonly ratio: EffectInterval;
  /** Cliff's delta of a number, bad against good pieces. */
  readonly delta: EffectInterval | null;
  /** Probability of so strong an association by chance, and the same adjusted for all candidates. */
  readonly p: number;
  readonly q: number;
  readonly chart: EvidenceChart;
  readonly sentence: LocalizedText;
}

export type Correction = "benjamini-hochberg" | "holm";

export interface CauseRanking {
  readonly pieces: number;
  readonly bad: number;
  /** Candidates that were compared. */
  readonly candidates: number;
  /** Those that go with the defect beyond chance, after correction. */
  readonly significant: number;
  readonly correction: Correction;
  /** Best first; none: no cause found. */
  readonly causes: readonly CauseView[];
}

/** Which verdict: of a feature, or of the station itself where `feature` is empty. */
export interface DefectClass {
  /** Operation of the route that judged. */
  readonly operation: string;
  readonly feature: string;
  /** `low` or `high`: beyond a limit; `bad`: not ok for another reason; `rework`, `scrap`: of the station. */
  readonly side: "low" | "high" | "bad" | "rework" | "scrap";
  /** As the config names them; absent: it does not. */
  readonly operationName?: LocalizedText;
  readonly featureName?: LocalizedText;
}

export interface DefectView extends DefectClass {
  /** Key in questions, such as `OP60 blemishes high`. */
  readonly key: string;
  readonly bad: number;
  readonly judged: number;
  readonly newestAt: Micros;
  /** Station that judged the newest bad piece. */
  readonly place: string;
  /** Where the pieces begin that the newest ranking compared, or the next one would. */
  readonly comparedFrom: Micros;
  /** Pieces with the leading cause that nobody judged and about which no person decided; 0 without a cause. */
  readonly uncontained: number;
  /** Of the newest ranking; null: none yet. */
  readonly ranking: StoredRanking | null;
}

/** The ranking that was made by itself. */
export interface StoredRanking extends CauseRanking {
  /** Log time. */
  readonly at: Micros;
  /** First ranking in a row that found a cause; null: none found. */
  readonly foundAt: Micros | null;
  /** The first piece behind those of a cause that has ended; absent: all pieces of the time were compared. */
  readonly comparedFrom?: Micros;
}

export interface CausesQuestion {
  readonly key: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly correction: Correction;
}

export interface CauseCounters {
  /** Pieces with circumstances, and the most that are kept. */
  readonly pieces: number;
  readonly capacity: number;
  readonly circumstances: number;
  /** Circumstances beyond the bounds, and reports that came while too many waited. */
  readonly refused: number;
  readonly rankings: number;
}

export interface CauseReader {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  /** Classes of defects, most bad pieces first. */
  defects(): Answer<readonly DefectView[]>;
  counters(): Answer<CauseCounters>;
  /** Ranks the causes of a class anew. Throws EdgeError `not-found`. */
  causes(question: CausesQuestion): Answer<CauseRanking>;
  /** Work on the newest pieces of a class. Throws EdgeError `not-found`. */
  works(question: CurvePiecesQuestion): Answer<CurvePieces>;
}
