/** Genealogy of a piece: where it came from and what became of it (docs/production.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { Feature, Verdict } from "./material-event.ts";

/** Start of a query. */
export const GENEALOGY_BY = ["piece", "lot", "order", "pallet", "shipment"] as const;
export type GenealogyBy = (typeof GENEALOGY_BY)[number];
export type FamilyBy = Exclude<GenealogyBy, "piece">;

/** `backward`: origin and route. `forward`: products that contain it. */
export const DIRECTIONS = ["backward", "forward", "both"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** `inside` the plant; `shipped` and `scrapped` have left. */
export type PieceState = "inside" | "shipped" | "scrapped";

/** A lot of castings by its receipt. Null: not in the receipt, or no receipt. */
export interface LotView {
  readonly lot: string;
  readonly time: Micros | null;
  readonly supplier: string;
  readonly heat: string;
  readonly variant: string;
  readonly quantity: number | null;
  /** Pallets that it came on. */
  readonly pallets: readonly string[];
  readonly accepted: boolean | null;
  readonly inspection: readonly Feature[];
}

export interface ShipmentView {
  readonly shipment: string;
  /** When the lorry left; null where only its pieces are known. */
  readonly time: Micros | null;
  readonly orders: readonly string[];
  readonly pallets: readonly string[];
}

/** One operation on the piece. */
export interface OperationView {
  readonly station: string;
  readonly operation: string;
  readonly name: LocalizedText | null;
  readonly program: string;
  /** Empty: not reported. */
  readonly fixture: string;
  readonly tools: readonly string[];
  /** Null: not reported. */
  readonly start: Micros | null;
  /** Null: under way, or not reported. */
  readonly end: Micros | null;
  readonly verdict: Verdict | null;
  /** Key results that its station reported. */
  readonly results: readonly Feature[];
}

/** A measurement that decides whether the piece is good. */
export interface InspectionView {
  readonly station: string;
  readonly operation: string;
  readonly name: LocalizedText | null;
  readonly time: Micros;
  readonly ok: boolean;
  readonly features: readonly Feature[];
}

export interface StayView {
  readonly place: string;
  readonly slot: number | null;
  readonly carrier: string | null;
  /** Null: since before its first report. */
  readonly from: Micros | null;
  /** Null: it is there. */
  readonly to: Micros | null;
  /** It, or an end of it, is inferred from other events. */
  readonly isInferred: boolean;
}

/** A time on one pallet, from the first place to the last. */
export interface RideView {
  readonly pallet: string;
  readonly from: Micros | null;
  readonly to: Micros | null;
}

/** One piece. */
export interface PieceLife {
  readonly piece: string;
  readonly variant: string;
  readonly state: PieceState;
  readonly order: string | null;
  /** Of its order; null: the planning system did not say. */
  readonly customer: string | null;
  /** Times of its first and newest report. */
  readonly firstAt: Micros;
  readonly lastAt: Micros;
  /** Moves that contradict the ways of the plant, declared. */
  readonly holes: number;
  /** False: it was in the plant before its first report, and its earlier operations are unknown. */
  readonly isStartKnown: boolean;
  /** Null where only `forward` was asked. */
  readonly backward: {
    readonly lot: LotView | null;
    readonly operations: readonly OperationView[];
    readonly inspections: readonly InspectionView[];
    readonly stays: readonly StayView[];
    /** Older entries were left out, because the piece went round in circles. */
    readonly isCut: boolean;
  } | null;
  /** Null where only `backward` was asked. */
  readonly forward: {
    /** Its pallet, or the pallet on which it left. */
    readonly pallet: string | null;
    readonly rides: readonly RideView[];
    readonly shipment: ShipmentView | null;
    /** When it left as scrap. */
    readonly scrappedAt: Micros | null;
  } | null;
}

/** One of many pieces. */
export interface FamilyPiece {
  readonly piece: string;
  readonly variant: string;
  readonly state: PieceState;
  readonly order: string | null;
  readonly lot: string | null;
  readonly pallet: string | null;
  readonly shipment: string | null;
  /** For a query by pallet: when it was on the pallet. */
  readonly ride: RideView | null;
}

/** Pieces that belong together: of a lot, an order, a pallet or a shipment. */
export interface Family {
  /** In the order of their first reports; of a pallet the newest first. */
  readonly pieces: readonly FamilyPiece[];
  /** More pieces exist; the other fields refer to the listed pieces. */
  readonly hasMore: boolean;
  /** Null where only `forward` was asked. */
  readonly backward: { readonly lots: readonly LotView[] } | null;
  /** Null where only `backward` was asked. */
  readonly forward: {
    readonly inside: number;
    readonly shipped: number;
    readonly scrapped: number;
    readonly orders: readonly string[];
    readonly pallets: readonly string[];
    readonly shipments: readonly ShipmentView[];
  } | null;
}

export interface FamilyQuestion {
  readonly by: FamilyBy;
  readonly name: string;
  readonly direction: Direction;
  /** Pieces of a family. */
  readonly limit: number;
  /** For a pallet: only the pieces on it between these times. */
  readonly from?: Micros;
  readonly to?: Micros;
}

export interface GenealogyReader {
  /** False while the record catches up with the log and shows an earlier time. */
  readonly isCurrent: boolean;
  /** Undefined when nothing was ever reported of the piece. */
  life(piece: string, direction: Direction): Answer<PieceLife | undefined>;
  /** Undefined when nothing was ever reported of it. */
  family(question: FamilyQuestion): Answer<Family | undefined>;
}
