import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LotEvent, ShipmentEvent } from "../../contracts/production/material-event.ts";
import type { Changes, MaterialStore } from "./material-store.ts";
import { Presence } from "./presence.ts";
import { type Carrier, type LotRecord, newPiece, type Piece, type ShipmentRecord } from "./records.ts";

/** Stays kept per carrier; older ones are dropped. */
const CARRIER_STAYS = 32;

/** Pieces, carriers, lots and shipments in memory, with their changes since the last write. */
export class RecordBook {
  readonly presence = new Presence();
  readonly #store: MaterialStore;
  /** Pieces in the plant, and those that changed since the last write. */
  readonly #pieces = new Map<string, Piece>();
  readonly #carriers: Map<string, Carrier>;
  readonly #changedPieces = new Set<Piece>();
  readonly #changedCarriers = new Set<Carrier>();
  readonly #lots = new Map<string, LotRecord>();
  readonly #shipments: ShipmentRecord[] = [];

  constructor(store: MaterialStore) {
    this.#store = store;
    for (const piece of store.inside()) {
      this.#pieces.set(piece.id, piece);
      this.presence.put(piece);
    }
    this.#carriers = new Map(store.carriers().map((carrier) => [carrier.id, carrier]));
  }

  get pieces(): ReadonlyMap<string, Piece> {
    return this.#pieces;
  }

  get carriers(): ReadonlyMap<string, Carrier> {
    return this.#carriers;
  }

  piece(id: string): Piece | undefined {
    return this.#pieces.get(id) ?? this.#store.piece(id);
  }

  /** A piece in the plant. One that has left may be in memory until the next write, so nothing depends on that. */
  inside(id: string): Piece | undefined {
    const piece = this.#pieces.get(id);
    return piece?.state === "inside" ? piece : undefined;
  }

  lot(name: string): LotRecord | undefined {
    return this.#lots.get(name) ?? this.#store.lot(name);
  }

  shipment(name: string): ShipmentRecord | undefined {
    return this.#shipments.findLast(({ shipment }) => shipment === name) ?? this.#store.shipment(name);
  }

  /** The piece, marked as changed. */
  know(id: string, time: Micros): Piece {
    const piece = this.piece(id) ?? newPiece(id, time);
    this.#pieces.set(id, piece);
    this.#changedPieces.add(piece);
    return piece;
  }

  /** The carrier, marked as changed. */
  knowCarrier(id: string): Carrier {
    let carrier = this.#carriers.get(id);
    if (carrier === undefined) {
      carrier = { id, lot: "", stays: [], pieces: new Set(), isKnown: false };
      this.#carriers.set(id, carrier);
    }
    if (carrier.stays.length > CARRIER_STAYS) carrier.stays.splice(0, carrier.stays.length - CARRIER_STAYS);
    this.#changedCarriers.add(carrier);
    return carrier;
  }

  /** Puts the piece on the carrier, or on none. */
  standsOn(piece: Piece, carrier: string): void {
    if (piece.carrier === carrier) return;
    const before = this.#carriers.get(piece.carrier);
    if (before?.pieces.delete(piece.id) === true) this.#changedCarriers.add(before);
    piece.carrier = carrier;
    if (carrier !== "") this.knowCarrier(carrier).pieces.add(piece.id);
  }

  /** The pieces that are on other carriers, by carrier. */
  onOthers(pieces: readonly string[], carrier: string): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const id of pieces) {
      const other = this.inside(id)?.carrier ?? "";
      if (other !== "" && other !== carrier) found.set(other, [...(found.get(other) ?? []), id]);
    }
    return found;
  }

  setContents(carrier: Carrier, pieces: readonly string[]): void {
    const now = new Set(pieces);
    for (const id of carrier.pieces) {
      const piece = now.has(id) ? undefined : this.piece(id);
      if (piece?.carrier !== carrier.id) continue;
      piece.carrier = "";
      this.#pieces.set(id, piece);
      this.#changedPieces.add(piece);
    }
    carrier.isKnown = true;
    carrier.pieces.clear();
    for (const id of now) carrier.pieces.add(id);
  }

  received(
    { lot, supplier = "", heat = "", variant = "", quantity = 0, carriers, accepted, inspection }: LotEvent,
    time: Micros,
  ): void {
    this.#lots.set(lot, {
      lot,
      time,
      supplier,
      heat,
      variant,
      quantity,
      carriers,
      accepted: accepted ?? null,
      inspection,
    });
  }

  shipped({ shipment, orders, carriers }: ShipmentEvent, time: Micros): void {
    this.#shipments.push({ shipment, time, orders, carriers });
  }

  /** Number of changes that wait for the next write. */
  get waiting(): number {
    return this.#changedPieces.size + this.#changedCarriers.size + this.#lots.size + this.#shipments.length;
  }

  get changes(): Pick<Changes, "pieces" | "carriers" | "lots" | "shipments"> {
    return {
      pieces: this.#changedPieces,
      carriers: this.#changedCarriers,
      lots: this.#lots.values(),
      shipments: this.#shipments,
    };
  }

  /** The changes are on disk. Pieces that left are dropped from memory. */
  written(): void {
    for (const piece of this.#changedPieces) if (piece.state !== "inside") this.#pieces.delete(piece.id);
    this.#changedPieces.clear();
    this.#changedCarriers.clear();
    this.#lots.clear();
    this.#shipments.length = 0;
  }
}
