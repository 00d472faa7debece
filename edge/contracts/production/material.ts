/** Where pieces are and were, as API and viewer ask it (docs/production.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { PieceState } from "./genealogy.ts";

/** A piece at an instant. */
export interface PlacedPiece {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly state: PieceState;
  /** Null: between two places, or not known yet. */
  readonly place: string | null;
  readonly slot: number | null;
  readonly carrier: string | null;
  /** Beginning of its time there, or without a known place; null: before its first report. */
  readonly since: Micros | null;
  /** Its place is inferred from other events. */
  readonly isInferred: boolean;
}

/** A place and its content. */
export interface PlaceView {
  readonly place: string;
  /** For a place that is not an asset. */
  readonly name: LocalizedText | null;
  readonly pieces: number;
  /**
   * Further pieces that are counted there without a report: they were there before the edge started. Null: there is no
   * count, or the time is in the past.
   */
  readonly unidentified: number | null;
  readonly carriers: readonly string[];
  readonly capacity: number | null;
  /** Mean of the newest stays that ended there, seconds, and how many. */
  readonly dwellS: number | null;
  readonly stays: number;
}

export interface OrderView {
  readonly order: string;
  readonly variant: string;
  readonly quantity: number | null;
  readonly priority: number | null;
  readonly due: Micros | null;
  readonly state: string;
  readonly runningAt: Micros | null;
  readonly endedAt: Micros | null;
  /** By the planning system, and by the pieces. */
  readonly reported: { readonly started: number; readonly good: number; readonly scrapped: number };
  readonly counted: { readonly started: number; readonly good: number; readonly scrapped: number };
  readonly forecast: { readonly finish: Micros | null; readonly reason: string | null };
}

export interface MismatchView {
  readonly id: number;
  readonly kind: string;
  readonly place: string;
  readonly piece: string | null;
  readonly since: Micros;
  readonly foundAt: Micros;
  readonly record: LocalizedText;
  readonly observed: LocalizedText;
  readonly endedAt: Micros | null;
}

/** The record compared with observations. */
export interface ReconciliationView {
  readonly agreement: { readonly places: number; readonly agreeing: number };
  readonly mismatches: readonly MismatchView[];
  /** Moves that contradicted the record and were explained by a gap of a source. */
  readonly explained: number;
  readonly counters: {
    readonly events: number;
    readonly repeated: number;
    readonly repaired: number;
    readonly holes: number;
    readonly refused: Readonly<Record<string, number>>;
  };
}

export interface PiecesQuestion {
  readonly at: Micros | undefined;
  readonly text: string;
  readonly place: string | undefined;
  readonly limit: number;
}

export interface FoundPieces {
  readonly pieces: readonly PlacedPiece[];
  /** Number in the record. */
  readonly total: number;
}

export interface MaterialReader {
  /** False while the record catches up with the log and shows an earlier time. */
  readonly isCurrent: boolean;
  /** Pieces in the plant at an instant, newest moved first. */
  pieces(question: PiecesQuestion): Answer<FoundPieces>;
  placeOf(piece: string, at: Micros | undefined): Answer<PlacedPiece | undefined>;
  places(at: Micros | undefined): Answer<readonly PlaceView[]>;
  /** With a time: how far those that were known then had come. `now`: forecasts are made from there. */
  orders(at: Micros | undefined, now: Micros): Answer<readonly OrderView[]>;
  reconciliation(): Answer<ReconciliationView>;
}
