/** Recalls: which customers and shipments got pieces of a lot through a machine (rules in docs/rules/trace.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { PieceState } from "./genealogy.ts";

/** What the pieces have in common. At least one of the names is given. */
export interface RecallQuestion {
  readonly lot?: string;
  /** All lots of the supplier. */
  readonly supplier?: string;
  readonly order?: string;
  readonly machine?: string;
  readonly program?: string;
  readonly fixture?: string;
  /** Number of a tool of `machine`. */
  readonly tool?: string;
  /** Work of the machine, program or fixture between these times; without them the time in the plant. */
  readonly from?: Micros;
  readonly to?: Micros;
}

/** A customer, order, lot or shipment with the number of its pieces among those that were found. */
export interface RecallShare {
  readonly name: string;
  readonly pieces: number;
}

export interface RecallShipment extends RecallShare {
  /** When the lorry left; null where only its pieces are known. */
  readonly time: Micros | null;
  readonly orders: readonly string[];
  readonly customers: readonly string[];
}

export interface RecallOrder extends RecallShare {
  /** Null: the planning system did not say. */
  readonly customer: string | null;
}

interface RecallLot extends RecallShare {
  readonly supplier: string;
}

export interface RecallPiece {
  readonly piece: string;
  readonly state: PieceState;
  readonly order: string | null;
  readonly lot: string | null;
  readonly shipment: string | null;
  /** Where a piece is that is still inside; null: in transit, or left. */
  readonly place: string | null;
  readonly slot: number | null;
  readonly carrier: string | null;
}

export interface Recall {
  readonly total: number;
  readonly inside: number;
  readonly shipped: number;
  readonly scrapped: number;
  /** Each list by the number of pieces, most first, and the number of entries that the list would have. */
  readonly customers: readonly RecallShare[];
  readonly orders: readonly RecallOrder[];
  readonly lots: readonly RecallLot[];
  readonly shipments: readonly RecallShipment[];
  readonly counts: {
    readonly customers: number;
    readonly orders: number;
    readonly lots: number;
    readonly shipments: number;
  };
  /** Pieces of which the customer is unknown: shipped without an order, or its order names none. */
  readonly withoutCustomer: number;
  /** Pieces inside first. */
  readonly pieces: readonly RecallPiece[];
  readonly hasMore: boolean;
  /**
   * Pieces that a machine worked on more than once and that were counted without a closer look, because there were too
   * many of them. A recall errs towards more pieces.
   */
  readonly unresolved: number;
}

export interface RecallReader {
  /** False while the record catches up with the log and shows an earlier time. */
  readonly isCurrent: boolean;
  /** Throws EdgeError `bad-request`, `unavailable`. `limit`: of the listed pieces. */
  recall(question: RecallQuestion, limit: number): Answer<Recall>;
}
