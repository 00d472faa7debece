import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CarrierEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import { type Load, LoadMatching, type MatchingState } from "./load-matching.ts";
import { lackArrival, type PieceMoves } from "./piece-moves.ts";
import type { RecordBook } from "./record-book.ts";
import type { Carrier, Piece } from "./records.ts";
import type { SecondLook } from "./second-look.ts";
import type { Supply } from "./supply.ts";
import { arrive, depart, presentStay, type StayAt } from "./timeline.ts";
import type { Ways } from "./ways.ts";

interface CarrierMovesParts {
  readonly records: RecordBook;
  readonly moves: PieceMoves;
  readonly looks: SecondLook;
  readonly supply: Supply;
  readonly ways: Ways;
}

/** Moves of carriers: their places, contents, loading and unloading. */
export class CarrierMoves {
  readonly #records: RecordBook;
  readonly #moves: PieceMoves;
  readonly #looks: SecondLook;
  readonly #supply: Supply;
  readonly #ways: Ways;
  readonly #matching: LoadMatching;

  /** `state`: the value of `state` before a restart. */
  constructor({ records, moves, looks, supply, ways }: CarrierMovesParts, state: MatchingState | undefined) {
    this.#records = records;
    this.#moves = moves;
    this.#looks = looks;
    this.#supply = supply;
    this.#ways = ways;
    this.#matching = new LoadMatching(state);
  }

  get state(): MatchingState {
    return this.#matching.state;
  }

  /** Takes an event of a carrier; `time` is aligned to the edge's clock. */
  take(event: CarrierEvent, time: Micros): void {
    const carrier = this.#records.knowCarrier(event.carrier);
    const at = stayAtOf(event);
    const before = {
      pieces: event.pieces === undefined || !carrier.isKnown ? undefined : new Set(carrier.pieces),
      stay: presentStay(carrier.stays),
      elsewhere: this.#records.onOthers(event.pieces ?? [], carrier.id),
    };
    const { leads } = this.#ways;
    const unseen = lackArrival(carrier.stays, event.place);
    const result =
      event.kind === "pallet.arrived"
        ? arrive(carrier.stays, at, time, { leads })
        : depart(carrier.stays, at, time, leads);
    this.#moves.count(result);
    if (result === "repaired" && event.kind === "pallet.departed")
      this.#moves.listener.cameFromNowhere?.("carriers", carrier.id, event.place);
    if (lackArrival(carrier.stays, event.place) < unseen)
      this.#moves.listener.cameAfterAll?.("carriers", carrier.id, event.place);
    if (result !== "known") {
      // An empty carrier that leaves may already be loaded according to its vehicle.
      const emptied = this.#ways.emptiedInto(event.place);
      if (emptied !== undefined && event.kind === "pallet.arrived") {
        this.#putDown(carrier, emptied, time);
        this.#records.setContents(carrier, []);
      } else if (emptied === undefined && event.pieces !== undefined && !this.#hasLeft(event))
        this.#records.setContents(carrier, event.pieces);
      if (event.kind === "pallet.arrived") this.#carrierArrived(carrier, event, time);
      else if (emptied === undefined) this.#carrierDeparted(carrier, event, time);
    }
    this.#moves.listener.carrierMoved?.(carrier, event, before);
  }

  /**
   * Whether the event was reported after the carrier's shipment: the carrier is gone, and may come back with any
   * contents.
   */
  #hasLeft({ kind, pieces = [] }: CarrierEvent): boolean {
    return (
      kind === "pallet.departed" &&
      pieces.length > 0 &&
      pieces.every((id) => this.#records.piece(id)?.state === "shipped")
    );
  }

  #carrierArrived(carrier: Carrier, event: CarrierEvent, time: Micros): void {
    for (const id of carrier.pieces) {
      const piece = this.#records.know(id, time);
      if (piece.lot === "" && piece.operations.length === 0 && this.#supply.isReceived(carrier.lot, piece.firstAt))
        piece.lot = carrier.lot;
      this.#moves.arrived(piece, { ...stayAtOf(event), carrier: carrier.id }, { time, carrier: carrier.id });
    }
    const from = this.#ways.loadedAt(event.node);
    if (event.pieces !== undefined || carrier.pieces.size > 0 || from.length === 0) return;
    for (const load of this.#matching.picked({ carrier: carrier.id, vehicle: event.place, time, from }))
      this.#load(load);
  }

  #carrierDeparted(carrier: Carrier, event: CarrierEvent, time: Micros): void {
    const unload = this.#ways.unloadedAt(event.node);
    for (const id of event.pieces ?? carrier.pieces)
      this.#moves.departed(this.#records.know(id, time), stayAtOf(event), time);
    // The vehicle has already reported the pick-up, including the contents.
    const gone = presentStay(carrier.stays);
    if (gone !== undefined && gone.place !== event.place && event.pieces !== undefined)
      for (const id of carrier.pieces)
        this.#moves.arrived(
          this.#records.know(id, time),
          { place: gone.place, carrier: carrier.id },
          { time: gone.tIn, carrier: carrier.id },
        );
    this.#putDown(carrier, unload, time);
    // Put down at an unloading place: the places of the pieces report them one by one.
    if (unload.length > 0) this.#records.setContents(carrier, []);
  }

  /** Pieces that no place has reported by then went to the unloading place. */
  #putDown(carrier: Carrier, into: readonly string[], time: Micros): void {
    const [place] = into;
    if (place === undefined || into.length > 1) return;
    for (const id of carrier.pieces) this.#looks.at(id, { place, time, now: this.#moves.now, dropped: carrier.id });
  }

  /** A piece left a loading place. */
  pieceLeft(piece: Piece, place: string, time: Micros): void {
    if (!this.#ways.isLoading(place) || presentStay(piece.stays) !== undefined || piece.stays.at(-1)?.place !== place)
      return;
    const load = this.#matching.left(piece.id, place, time);
    if (load !== undefined) this.#load(load);
  }

  #load({ piece: id, carrier, vehicle, time }: Load): void {
    const piece = this.#records.know(id, time);
    this.#records.knowCarrier(carrier).pieces.add(id);
    this.#moves.arrived(piece, { place: vehicle, carrier }, { time, carrier });
  }
}

export function stayAtOf({ place, slot }: PieceEvent | CarrierEvent): StayAt {
  return slot === undefined ? { place } : { place, slot };
}
