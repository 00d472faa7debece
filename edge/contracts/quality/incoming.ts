/** Lots of suppliers: incoming inspection, and what became of their pieces (docs/rules/quality.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";

/**
 * `open`: a plan asks for an inspection, and there is no result yet. `conditional`: a person let a lot pass that the
 * sample would reject. `unplanned`: no plan fits, and nobody judged it.
 */
export const LOT_STATES = ["open", "rejected", "conditional", "accepted", "unplanned"] as const;
export type LotState = (typeof LOT_STATES)[number];

/** A single sampling plan: accept up to `accept` nonconforming units in `sample`, else reject. */
export interface SamplingPlan {
  readonly id: string;
  readonly name: LocalizedText;
  readonly sample: number;
  readonly accept: number;
}

/** A person's result of the inspection. A correction is a new version. */
export interface LotResult {
  readonly lot: string;
  readonly version: number;
  readonly inspected: number;
  readonly nonconforming: number;
  /** The lot passes all the same, for the reason in the comment. */
  readonly isConditional: boolean;
  readonly comment: string | null;
  readonly by: string;
  readonly at: Micros;
}

export interface LotView {
  readonly lot: string;
  readonly supplier: string;
  readonly heat: string;
  readonly variant: string;
  readonly quantity: number | null;
  readonly receivedAt: Micros;
  readonly state: LotState;
  readonly plan: string | null;
  /** What the report of the receipt said; null: nothing. */
  readonly reported: boolean | null;
  readonly result: Omit<LotResult, "lot"> | null;
  /** Pieces of it that were reported, and how many of these were scrapped or sent to rework at least once. */
  readonly pieces: number;
  readonly bad: number;
  /** Station that worked on its pieces last, while it was open or rejected; null: none did. */
  readonly workedAt: string | null;
}

export interface SupplierView {
  readonly supplier: string;
  readonly lots: number;
  readonly rejected: number;
  readonly conditional: number;
  readonly open: number;
  readonly pieces: number;
  readonly bad: number;
}

export interface LotsView {
  /** Open and rejected ones first, then the newest; 200 at most. */
  readonly lots: readonly LotView[];
  /** Lots of the time, listed or not; the suppliers' figures are of as many. */
  readonly count: number;
  /** There are more: only the newest count. */
  readonly isCut: boolean;
  /** Those with the greatest share of bad pieces first. */
  readonly suppliers: readonly SupplierView[];
}

export interface LotReader {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  readonly plans: readonly SamplingPlan[];
  /** Lots that were received in the time. */
  lots(from: Micros, to: Micros): Answer<LotsView>;
  lot(lot: string): Answer<LotView | null>;
  /** Puts a result into the log; resolves when it is on disk. */
  judge(result: LotResult): Promise<void>;
}
