/**
 * Records of pieces, carriers, orders, lots and shipments. Plain objects; the codec writes them, the twin changes them.
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
  /** Empty: not reported. */
  fixture: string;
  tools: readonly string[];
  /** NaN: not reported. */
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
  /** Its present carrier, empty for none. */
  carrier: string;
  /** Times of its first and newest report. */
  firstAt: Micros;
  lastAt: Micros;
  /** Number of declared gaps: places that were not reported or contradict the routes. */
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
  /** Whether its contents were reported or inferred; before that there may be further pieces on it. */
  isKnown: boolean;
}

export interface OrderRecord {
  readonly order: string;
  variant: string;
  quantity: number;
  priority: number;
  due: Micros;
  state: string;
  /** Who ordered. Absent: not reported, or a record of an earlier edge. */
  customer?: string;
  /** Counts of the planning system. */
  started: number;
  good: number;
  scrapped: number;
  /** Times of its first report, start and end; NaN: not yet. */
  firstAt: Micros;
  runningAt: Micros;
  endedAt: Micros;
  /** Counts of the pieces: entered their first operation, left as good, left as scrap, with times. */
  counted: { started: number; good: number; scrapped: number; firstStart: Micros; lastStart: Micros; lastGood: Micros };
}

/** Progress of an order from a time on. */
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
