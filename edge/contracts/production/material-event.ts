/** Events of pieces, carriers, orders, lots, shipments and stock (docs/rules/material.md), the same for all sources. */

import type { Micros } from "../path/sample-batch.ts";
import type { StockListing, StockRefusal } from "./stock-listing.ts";

/** `good` continues, `rework` is repaired, `scrap` leaves. */
export type Verdict = "good" | "rework" | "scrap";

/** One measured feature of a piece or lot. */
export interface Feature {
  readonly name: string;
  readonly value: number;
  readonly lower?: number;
  readonly upper?: number;
  /** UCUM. */
  readonly unit?: string;
  readonly ok: boolean;
}

/** When an event happened, and by whose clock. */
export interface EventTime {
  /** By the clock of its source, µs UTC. */
  readonly time: Micros;
  readonly receivedAt: Micros;
  /** The source, and the controller where each has its own clock. */
  readonly clock: string;
}

/** A place's label and slot, as `RCK-01:17` is written. */
export interface PlaceAt {
  readonly place: string;
  readonly slot?: number;
}

export interface PieceEvent extends EventTime, PlaceAt {
  readonly kind: "piece.arrived" | "piece.departed" | "piece.started" | "piece.completed";
  readonly piece: string;
  readonly carrier?: string;
  readonly variant?: string;
  readonly order?: string;
  readonly job?: string;
  readonly operation?: string;
  readonly program?: string;
  readonly tools?: readonly string[];
  /** What held it while it was worked on. */
  readonly fixture?: string;
  /** Who worked on it, and from which position, where the report says so. */
  readonly by?: string;
  readonly position?: string;
  readonly startTime?: Micros;
  readonly verdict?: Verdict;
}

export interface CarrierEvent extends EventTime, PlaceAt {
  readonly kind: "pallet.arrived" | "pallet.departed";
  readonly carrier: string;
  /** The pieces on it; absent where the source does not know them. */
  readonly pieces?: readonly string[];
  /** The vehicle's node where it was picked or put down. */
  readonly node?: string;
}

export interface MeasuredEvent extends EventTime {
  readonly kind: "piece.measured";
  readonly piece: string;
  readonly place: string;
  readonly ok: boolean;
  readonly features: readonly Feature[];
  /** Who or what measured, and from where, where the report says so. */
  readonly by?: string;
  readonly position?: string;
}

export interface OrderEvent extends EventTime {
  readonly kind: "order.changed";
  readonly order: string;
  readonly variant?: string;
  readonly quantity?: number;
  readonly priority?: number;
  readonly due?: Micros;
  /** ISA-95 state by name (OPC 10031-4). */
  readonly state?: string;
  readonly customer?: string;
  readonly started?: number;
  readonly good?: number;
  readonly scrapped?: number;
}

export interface LotEvent extends EventTime {
  readonly kind: "lot.received";
  readonly lot: string;
  readonly supplier?: string;
  readonly heat?: string;
  readonly variant?: string;
  readonly quantity?: number;
  readonly carriers: readonly string[];
  readonly accepted?: boolean;
  readonly inspection: readonly Feature[];
}

export interface ShipmentEvent extends EventTime {
  readonly kind: "shipment.left";
  readonly shipment: string;
  readonly orders: readonly string[];
  readonly carriers: readonly string[];
  readonly pieces: readonly string[];
}

/** Everything that lies at a place, as its keeper lists it. */
export interface StockEvent extends EventTime, StockListing {
  readonly kind: "stock.listed";
  readonly place: string;
}

/** A listing that was refused. */
export interface StockRefused extends EventTime {
  readonly kind: "stock.refused";
  readonly place: string;
  readonly reason: StockRefusal;
}

export type MaterialEvent =
  | PieceEvent
  | CarrierEvent
  | MeasuredEvent
  | OrderEvent
  | LotEvent
  | ShipmentEvent
  | StockEvent
  | StockRefused;
