/** Pieces that were made under the same cause, and what people decided about them. */
import type { Micros } from "../path/sample-batch.ts";
import type { CauseView } from "./causes.ts";

/** The circumstance that pieces of a case share, as the ranking named it when the case was opened. */
export type CauseGroup = Pick<CauseView, "candidate" | "level" | "side" | "cut" | "since">;

/** What is done with a contained piece. A hold stops it; the others end the hold. */
export const DISPOSITIONS = ["hold", "release", "rework", "scrap"] as const;
export type DispositionWord = (typeof DISPOSITIONS)[number];

/** A person's decision on a piece under suspicion of a class of defects. */
export interface Disposition {
  readonly what: DispositionWord;
  readonly by: string;
  readonly reason: string;
  /** Log time. */
  readonly at: Micros;
}

/** One decision about some pieces. */
export interface NewDisposition extends Disposition {
  /** Class of defects. */
  readonly key: string;
  readonly pieces: readonly string[];
}

/** A piece with the circumstance: judged good, with the defect, bad for another reason, or not judged yet. */
export interface ContainedPiece {
  readonly piece: string;
  readonly at: Micros | null;
  readonly verdict: "good" | "bad" | "other" | "open";
  /** Newest decision of a person; null: none. */
  readonly disposition: Disposition | null;
}

export interface ContainmentQuestion {
  readonly key: string;
  /** Place of the cause in the newest ranking, from 0; or the circumstance of a case. */
  readonly cause: number | CauseGroup;
  readonly limit: number;
}

export interface Containment {
  /** Null for the circumstance of a case. */
  readonly cause: CauseView | null;
  readonly counts: Readonly<Record<ContainedPiece["verdict"], number>>;
  /** Pieces by the newest decision of a person; `none`: no decision. */
  readonly dispositions: Readonly<Record<DispositionWord | "none", number>>;
  /** Newest first, those not judged yet before all others. */
  readonly pieces: readonly ContainedPiece[];
}
