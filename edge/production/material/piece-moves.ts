import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CarrierEvent } from "../../contracts/production/material-event.ts";
import type { StockRefusal } from "../../contracts/production/stock-listing.ts";
import type { Listed } from "./listed.ts";
import { LIFE_BOUNDS } from "./operations.ts";
import type { RecordBook } from "./record-book.ts";
import type { Carrier, Piece } from "./records.ts";
import type { SecondLook } from "./second-look.ts";
import { arrive, depart, presentStay, type Stay, type StayAt, type StayChange, seen, swapBack } from "./timeline.ts";
import type { Ways } from "./ways.ts";

export interface MaterialCounters {
  events: number;
  /** Repeated reports. */
  repeated: number;
  /** Missing facts that were inferred. */
  repaired: number;
  /** Declared moves that contradict the routes of the plant. */
  holes: number;
  /** Refused listings, by reason. */
  refused: { readonly [reason in StockRefusal]?: number };
}

/** State of a carrier before its move. */
export interface CarrierBefore {
  /** Its contents; undefined if they were unknown, or if the event has none. */
  readonly pieces: ReadonlySet<string> | undefined;
  readonly stay: Stay | undefined;
  /** Pieces that the event puts on it and the record has on another carrier, by that carrier. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
}

/** Notifications of the twin for the comparison of record and observations. */
export interface MaterialListener {
  carrierMoved?(carrier: Carrier, event: CarrierEvent, before: CarrierBefore): void;
  completed?(station: string, piece: Piece): void;
  /** A place listed its contents. */
  listed?(listing: Listed): void;
  /** A piece or carrier left a place, or was worked on there, without a reported arrival. */
  cameFromNowhere?(what: "pieces" | "carriers", id: string, place: string): void;
  /** Its arrival was reported late. */
  cameAfterAll?(what: "pieces" | "carriers", id: string, place: string): void;
  /** A piece arrived at a place that no route connects with its last one. */
  hole?(piece: Piece, found: { readonly from: string; readonly to: string; readonly time: Micros }): void;
}

interface Parts {
  readonly records: RecordBook;
  readonly ways: Ways;
  readonly looks: SecondLook;
  readonly scrap: string;
  readonly scrapped: (order: string, time: Micros) => void;
}

/** Applies single moves of pieces: to the piece's history and present place, and schedules second looks. */
export class PieceMoves {
  readonly counters: MaterialCounters = { events: 0, repeated: 0, repaired: 0, holes: 0, refused: {} };
  listener: MaterialListener = {};
  /** Newest arrival of any event. */
  now: Micros = 0;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  arrived(
    piece: Piece,
    at: StayAt,
    { time, carrier }: { readonly time: Micros; readonly carrier: string | undefined },
  ): void {
    const { ways, records, scrap } = this.#parts;
    const unseen = lackArrival(piece.stays, at.place);
    this.move(piece, time, () => arrive(piece.stays, at, time, { leads: ways.leads }));
    if (lackArrival(piece.stays, at.place) < unseen) this.listener.cameAfterAll?.("pieces", piece.id, at.place);
    if (presentStay(piece.stays)?.place === at.place) records.standsOn(piece, carrier ?? "");
    if (at.place === scrap) this.leaves(piece, "scrapped", time);
  }

  departed(piece: Piece, at: StayAt, time: Micros): void {
    this.move(piece, time, () => {
      const result = depart(piece.stays, at, time, this.#parts.ways.leads);
      if (result === "repaired") this.listener.cameFromNowhere?.("pieces", piece.id, at.place);
      return result;
    });
  }

  /** Work on the piece was reported, which proves its place. */
  saw(piece: Piece, at: StayAt, time: Micros): void {
    const result = seen(piece.stays, at, time, this.#parts.ways.leads);
    if (result === "repaired") this.listener.cameFromNowhere?.("pieces", piece.id, at.place);
    this.#change(piece, time, result);
  }

  leaves(piece: Piece, state: "shipped" | "scrapped", time: Micros): void {
    if (piece.state !== "inside") return;
    const { records, scrapped } = this.#parts;
    records.standsOn(piece, "");
    piece.state = state;
    records.presence.remove(piece.id);
    if (state === "scrapped") scrapped(piece.order, time);
    piece.lastAt = Math.max(piece.lastAt, time);
  }

  move(piece: Piece, time: Micros, change: () => StayChange): void {
    const result = change();
    this.count(result);
    this.#change(piece, time, result);
  }

  #change(piece: Piece, time: Micros, result: StayChange): void {
    if (piece.stays.length > LIFE_BOUNDS.stays) piece.stays.splice(0, piece.stays.length - LIFE_BOUNDS.stays);
    piece.lastAt = Math.max(piece.lastAt, time);
    piece.firstAt = Math.min(piece.firstAt, time);
    if (piece.state !== "inside") return;
    this.#parts.records.presence.put(piece);
    const stay = presentStay(piece.stays);
    if (result === "new" && stay?.tIn === time)
      this.#parts.looks.at(piece.id, { place: stay.place, time: stay.tIn, now: this.now });
  }

  count(result: StayChange): void {
    if (result === "known") this.counters.repeated++;
    else if (result === "repaired") this.counters.repaired++;
  }

  /** Fills in or declares overdue reports. */
  look(now: Micros): void {
    const { looks, records, ways } = this.#parts;
    for (const found of looks.due(now, (id) => records.inside(id))) {
      const { time } = found;
      const piece = records.know(found.piece.id, time);
      if (found.kind === "missed-stay") {
        this.counters.repaired++;
        this.move(piece, time, () =>
          arrive(piece.stays, { place: found.place }, time, { leads: ways.leads, inferred: true }),
        );
        continue;
      }
      if (found.kind === "swapped") {
        this.move(piece, time, () => swapBack(piece.stays, found.index));
        continue;
      }
      piece.holes++;
      this.counters.holes++;
      this.listener.hole?.(piece, found);
    }
  }
}

/** Number of stays at a place without a reported beginning. */
export function lackArrival(stays: readonly Stay[], place: string): number {
  let count = 0;
  for (const stay of stays) if (stay.place === place && Number.isNaN(stay.tIn)) count++;
  return count;
}
