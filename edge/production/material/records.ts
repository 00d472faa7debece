/**
 * What is kept of each piece, carrier, order, lot and shipment. Plain objects; the codec writes them, the twin
 * changes them.
 */

import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { PieceState } from "../../contracts/production/genealogy.ts";
import type { Feature, Verdict } from "../../contracts/production/material-event.ts";
import type { Stay } from "./timeline.ts";

/** One operation on one piece. */
export interface Operation {
  readonly station: string;
  readonly operation: string;
  program: string;
  tools: readonly string[];
  /** NaN: not told. */
  start: Micros;
  /** NaN: under way. */
  end: Micros;
  verdict: Verdict | "";
}

export interface Measurement {
  readonly station: string;
  readonly time: Micros;
  readonly ok: boolean;
  readonly features: readonly Feature[];
}

export interface Piece {
  readonly id: string;
  variant: string;
  order: string;
  lot: string;
  shipment: string;
  state: PieceState;
  /** Carrier that it stands on now, empty for none. */
  carrier: string;
  /** First and newest time that anything was told of it. */
  firstAt: Micros;
  lastAt: Micros;
  /** Each place that was not told or contradicts the way, declared. */
  holes: number;
  readonly stays: Stay[];
  readonly operations: Operation[];
  readonly measurements: Measurement[];
}

export interface Carrier {
  readonly id: string;
  lot: string;
  readonly stays: Stay[];
  readonly pieces: Set<string>;
  /** What stands on it was told, or follows; before that there may be more on it than is known. */
  isKnown: boolean;
}

export interface OrderRecord {
  readonly order: string;
  variant: string;
  quantity: number;
  priority: number;
  due: Micros;
  state: string;
  /** As the planning system says. */
  started: number;
  good: number;
  scrapped: number;
  /** When it was first told, ran, and ended; NaN: not yet. */
  firstAt: Micros;
  runningAt: Micros;
  endedAt: Micros;
  /** As the pieces say: entered their first operation, left as good, left as scrap, and when. */
  counted: { started: number; good: number; scrapped: number; firstStart: Micros; lastStart: Micros; lastGood: Micros };
}

/** How far an order was from a time on. */
export interface OrderChange extends Pick<OrderRecord, "order" | "state" | "started" | "good" | "scrapped"> {
  readonly time: Micros;
  readonly counted: Pick<OrderRecord["counted"], "started" | "good" | "scrapped">;
}

export interface LotRecord {
  readonly lot: string;
  readonly time: Micros;
  readonly supplier: string;
  readonly heat: string;
  readonly variant: string;
  readonly quantity: number;
  readonly carriers: readonly string[];
  readonly accepted: boolean | null;
  readonly inspection: readonly Feature[];
}

export interface ShipmentRecord {
  readonly shipment: string;
  readonly time: Micros;
  readonly orders: readonly string[];
  readonly carriers: readonly string[];
}

export function newPiece(id: string, time: Micros): Piece {
  return {
    id,
    variant: "",
    order: "",
    lot: "",
    shipment: "",
    state: "inside",
    carrier: "",
    firstAt: time,
    lastAt: time,
    holes: 0,
    stays: [],
    operations: [],
    measurements: [],
  };
}

export function newOrder(order: string, time: Micros): OrderRecord {
  const none = Number.NaN;
  const counted = { started: 0, good: 0, scrapped: 0, firstStart: none, lastStart: none, lastGood: none };
  return {
    order,
    variant: "",
    quantity: none,
    priority: none,
    due: none,
    state: "",
    started: 0,
    good: 0,
    scrapped: 0,
    firstAt: time,
    runningAt: none,
    endedAt: none,
    counted,
  };
}
