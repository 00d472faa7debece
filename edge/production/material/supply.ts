import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LotEvent, ShipmentEvent } from "../../contracts/production/material-event.ts";
import type { PieceMoves } from "./piece-moves.ts";
import type { RecordBook } from "./record-book.ts";
import { depart, presentStay } from "./timeline.ts";
import type { Ways } from "./ways.ts";

/** A lot is reported within this time before or after its pallets. */
const LOT_WITHIN_US = 600e6;

/** Arrivals and departures by lorry: lots of castings with their pallets, and shipments with theirs. */
export class Supply {
  readonly #parts: { readonly records: RecordBook; readonly moves: PieceMoves; readonly ways: Ways };

  constructor(parts: { readonly records: RecordBook; readonly moves: PieceMoves; readonly ways: Ways }) {
    this.#parts = parts;
  }

  received(event: LotEvent, time: Micros): void {
    const { records } = this.#parts;
    const { lot, carriers } = event;
    records.received(event, time);
    for (const id of carriers) {
      const carrier = records.knowCarrier(id);
      carrier.lot = lot;
      for (const one of carrier.pieces) {
        const piece = records.know(one, time);
        if (piece.operations.length === 0 && Math.abs(piece.firstAt - time) < LOT_WITHIN_US) piece.lot = lot;
      }
    }
  }

  /** Whether the carrier's lot has just arrived, rather than being that of its last journey. */
  isReceived(lot: string, time: Micros): boolean {
    return lot !== "" && Math.abs((this.#parts.records.lot(lot)?.time ?? Number.NaN) - time) < LOT_WITHIN_US;
  }

  shipped(event: ShipmentEvent, time: Micros): void {
    const { records, moves, ways } = this.#parts;
    records.shipped(event, time);
    const pieces = new Set([
      ...event.pieces,
      ...event.carriers.flatMap((id) => [...(records.carriers.get(id)?.pieces ?? [])]),
    ]);
    for (const id of pieces) {
      const piece = records.know(id, time);
      piece.shipment = event.shipment;
      const stay = presentStay(piece.stays);
      if (stay !== undefined) moves.move(piece, time, () => depart(piece.stays, stay, time, ways.leads));
      moves.leaves(piece, "shipped", time);
    }
    for (const id of event.carriers) {
      const carrier = records.knowCarrier(id);
      records.setContents(carrier, []);
      // It may come back with any contents.
      carrier.isKnown = false;
      carrier.lot = "";
      const stay = presentStay(carrier.stays);
      if (stay !== undefined) depart(carrier.stays, stay, time, ways.leads);
    }
  }
}
