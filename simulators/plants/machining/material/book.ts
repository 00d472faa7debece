import type { PlaceStock } from "../../../kernel/contract.ts";
import { keepsStock, type PlaceRef, type PlantEvent } from "../../../kernel/events.ts";
import type { Order } from "../planning/order.ts";
import type { Pallet, Piece, PieceTruth } from "./piece.ts";

const OUTSIDE: PlaceRef = { kind: "outside", id: "outside" };
const SCRAP: PlaceRef = { kind: "scrap", id: "scrap" };

/**
 * Keeps the place of every piece and reports each move. Every crossing of the plant's border is counted: received =
 * inside + shipped + scrapped, always.
 */
export class MaterialBook {
  received = 0;
  shipped = 0;
  scrapped = 0;
  readonly #report: (event: PlantEvent) => void;
  readonly #nowMs: () => number;
  readonly #pieces = new Set<Piece>();
  readonly #pallets = new Map<Pallet, PlaceRef>();
  /** Places that store pieces or pallets, in order of first use. */
  readonly #keeping = new Set<string>();
  #shipments = 0;

  constructor(nowMs: () => number, report: (event: PlantEvent) => void) {
    this.#nowMs = nowMs;
    this.#report = report;
  }

  /** Pieces that are in the plant. */
  get inside(): number {
    return this.received - this.shipped - this.scrapped;
  }

  /** A casting is received; it has no place until it is put down. */
  receive(order: Order, lot: string, truth: PieceTruth): Piece {
    this.received++;
    const id = `PC-${String(this.received).padStart(7, "0")}`;
    const piece: Piece = {
      id,
      variant: order.variant,
      order,
      lot,
      receivedMs: this.#nowMs(),
      truth,
      place: OUTSIDE,
      pallet: undefined,
      reworked: 0,
      operationMs: 0,
    };
    this.#pieces.add(piece);
    return piece;
  }

  /** Moves the piece to `place`, on `pallet` if there is one. */
  move(piece: Piece, place: PlaceRef, pallet?: string): void {
    const timeMs = this.#nowMs();
    const base = { timeMs, piece: piece.id, variant: piece.variant.name, order: piece.order.id };
    if (piece.place !== OUTSIDE)
      this.#report({
        type: "piece-departed",
        ...base,
        place: piece.place,
        ...(piece.pallet === undefined ? {} : { pallet: piece.pallet }),
      });
    piece.place = place;
    piece.pallet = pallet;
    if (keepsStock(place)) this.#keeping.add(place.id);
    if (place !== OUTSIDE)
      this.#report({ type: "piece-arrived", ...base, place, ...(pallet === undefined ? {} : { pallet }) });
  }

  scrap(piece: Piece): void {
    this.scrapped++;
    this.#pieces.delete(piece);
    this.move(piece, SCRAP);
    piece.order.scrapped++;
  }

  /** The present places, as arrivals. */
  *snapshot(): Iterable<PlantEvent> {
    const timeMs = this.#nowMs();
    for (const [pallet, place] of this.#pallets)
      yield {
        type: "pallet-arrived",
        timeMs,
        pallet: pallet.id,
        place,
        pieces: pallet.pieces.map((piece) => piece.id),
      };
    for (const { id, variant, order, place, pallet } of this.#pieces) {
      yield {
        type: "piece-arrived",
        timeMs,
        piece: id,
        variant: variant.name,
        order: order.id,
        place,
        ...(pallet === undefined ? {} : { pallet }),
      };
    }
  }

  /** Contents of the places that store pieces and pallets. */
  stock(): readonly PlaceStock[] {
    const found = new Map(
      [...this.#keeping].map((place) => [
        place,
        { place, pallets: [] as PlaceStock["pallets"][number][], pieces: [] as string[] },
      ]),
    );
    for (const [{ id, pieces }, { id: place, slot }] of this.#pallets)
      found.get(place)?.pallets.push({
        pallet: id,
        ...(slot === undefined ? {} : { slot }),
        pieces: pieces.map((piece) => piece.id),
      });
    for (const { id, place, pallet } of this.#pieces) if (pallet === undefined) found.get(place.id)?.pieces.push(id);
    for (const { pallets } of found.values()) pallets.sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
    return [...found.values()];
  }

  /** Moves a pallet with all its pieces. */
  movePallet(pallet: Pallet, from: PlaceRef | null, to: PlaceRef | null): void {
    const timeMs = this.#nowMs();
    const pieces = pallet.pieces.map((piece) => piece.id);
    if (to === null) this.#pallets.delete(pallet);
    else this.#pallets.set(pallet, to);
    if (to !== null && keepsStock(to)) this.#keeping.add(to.id);
    if (from !== null) this.#report({ type: "pallet-departed", timeMs, pallet: pallet.id, place: from, pieces });
    if (to !== null) {
      this.#report({ type: "pallet-arrived", timeMs, pallet: pallet.id, place: to, pieces });
      for (const piece of pallet.pieces) this.move(piece, to, pallet.id);
    }
  }

  /** Pallets leave the plant with everything on them. */
  ship(pallets: readonly { readonly pallet: Pallet; readonly place: PlaceRef }[]): void {
    this.#shipments++;
    const pieces = pallets.flatMap(({ pallet }) => pallet.pieces);
    for (const { pallet, place } of pallets) {
      this.movePallet(pallet, place, null);
      for (const piece of pallet.pieces) {
        this.move(piece, OUTSIDE);
        this.#pieces.delete(piece);
      }
    }
    this.shipped += pieces.length;
    this.#report({
      type: "shipment-left",
      timeMs: this.#nowMs(),
      shipment: `SH-${String(this.#shipments).padStart(5, "0")}`,
      orders: [...new Set(pieces.map((piece) => piece.order.id))],
      pallets: pallets.map(({ pallet }) => pallet.id),
      pieces: pieces.map((piece) => piece.id),
    });
  }
}
