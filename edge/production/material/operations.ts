import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { MeasuredEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import type { Orders } from "./orders.ts";
import type { Operation, Piece } from "./records.ts";
import type { Ways } from "./ways.ts";

/** Bounds for a piece that goes round in circles; older entries are dropped. */
export const LIFE_BOUNDS = { stays: 1000, operations: 200, measurements: 200 } as const;
/** Two reports of the same start or end lie closer than this. */
const SAME_US = 1e6;

/** Operations on pieces, by start and end, whichever is reported, and measurements. */
export class Operations {
  readonly #orders: Orders;
  readonly #ways: Ways;

  constructor(orders: Orders, ways: Ways) {
    this.#orders = orders;
    this.#ways = ways;
  }

  started(piece: Piece, event: PieceEvent, time: Micros): void {
    const name = this.#nameOf(event);
    const known = piece.operations.findLast((one) => one.station === event.place && one.operation === name);
    if (
      known !== undefined &&
      (Math.abs(known.start - time) < SAME_US || (Number.isNaN(known.start) && known.end >= time))
    ) {
      known.start = time;
      return;
    }
    this.#add(piece, {
      station: event.place,
      operation: name,
      program: event.program ?? "",
      fixture: event.fixture ?? "",
      tools: [],
      start: time,
      end: Number.NaN,
      verdict: "",
    });
  }

  /** `known`: reported before. `repaired`: its start was never reported. */
  completed(piece: Piece, event: PieceEvent, time: Micros): "new" | "known" | "repaired" {
    const name = this.#nameOf(event);
    const here = piece.operations.filter((one) => one.station === event.place && one.operation === name);
    if (here.some((one) => Math.abs(one.end - time) < SAME_US)) return "known";
    const under = here.findLast((one) => Number.isNaN(one.end));
    const start =
      event.startTime === undefined ? Number.NaN : Math.round((time - (event.time - event.startTime)) / 1000) * 1000;
    const operation =
      under ??
      this.#add(piece, {
        station: event.place,
        operation: name,
        program: "",
        fixture: "",
        tools: [],
        start,
        end: time,
        verdict: "",
      });
    operation.end = time;
    operation.verdict = event.verdict ?? "good";
    if (event.program !== undefined) operation.program = event.program;
    if (event.fixture !== undefined) operation.fixture = event.fixture;
    if (event.tools !== undefined) operation.tools = event.tools;
    this.#orders.completed(piece, operation);
    return under === undefined ? "repaired" : "new";
  }

  /** False: reported before. */
  measured(
    piece: Piece,
    { place, ok, features }: Pick<MeasuredEvent, "place" | "ok" | "features">,
    time: Micros,
  ): boolean {
    if (piece.measurements.some((one) => one.station === place && Math.abs(one.time - time) < SAME_US)) return false;
    piece.measurements.push({ station: place, time, ok, features });
    if (piece.measurements.length > LIFE_BOUNDS.measurements) piece.measurements.shift();
    return true;
  }

  #nameOf({ operation, place }: PieceEvent): string {
    return operation ?? this.#ways.operationOf(place) ?? "";
  }

  #add(piece: Piece, operation: Operation): Operation {
    piece.operations.push(operation);
    if (piece.operations.length > LIFE_BOUNDS.operations) piece.operations.shift();
    if (piece.operations.length === 1) this.#orders.began(piece, operation);
    return operation;
  }
}
