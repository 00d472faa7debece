import type { PlaceRef } from "../../../kernel/events.ts";
import type { MaterialBook } from "./book.ts";
import type { Buffer } from "./flow.ts";
import { PALLET_PIECES, type Pallet, type Piece } from "./piece.ts";

/** A place where vehicles fetch pallets. */
export interface PalletSource {
  readonly node: string;
  /** Pieces that wait to be fetched. */
  readonly waiting: number;
  /** Moves a pallet onto the vehicle `vehicle`; requires a full pallet. */
  take(vehicle: PlaceRef): Pallet;
}

/** A place where vehicles put pallets down. */
export interface PalletSink {
  readonly node: string;
  readonly capacity: number;
  /** Pieces there. */
  readonly held: number;
  put(pallet: Pallet, vehicle: PlaceRef): void;
}

/** Empty pallets kept at a place; more go back to the supplier. */
const MOST_EMPTIES = 8;

/** Pallets of the plant. Shipped pallets come back with the next castings. */
export class PalletPool {
  readonly #free: string[] = [];
  #made = 0;

  take(): Pallet {
    const id = this.#free.shift() ?? `PAL-${String(++this.#made).padStart(3, "0")}`;
    return { id, pieces: [] };
  }

  giveBack(pallet: Pallet): void {
    this.#free.push(pallet.id);
  }
}

/** Empty pallets between the place where they are unloaded and the one where they are loaded again. */
export class Magazine {
  readonly #place: PlaceRef;
  readonly #pool: PalletPool;
  readonly #book: MaterialBook;
  readonly #empties: Pallet[] = [];

  constructor(id: string, pool: PalletPool, book: MaterialBook) {
    this.#place = { kind: "buffer", id };
    this.#pool = pool;
    this.#book = book;
    for (let count = 0; count < 3; count++) {
      const pallet = pool.take();
      this.#empties.push(pallet);
      book.movePallet(pallet, null, this.#place);
    }
  }

  /** Pieces go from the pallet into the buffer, piece by piece; the pallet stays here. */
  unload(pallet: Pallet, into: Buffer): void {
    for (const piece of pallet.pieces) into.put(piece);
    pallet.pieces = [];
    this.#book.movePallet(pallet, null, this.#place);
    this.#empties.push(pallet);
    const surplus = this.#empties.length > MOST_EMPTIES ? this.#empties.shift() : undefined;
    if (surplus === undefined) return;
    this.#book.movePallet(surplus, this.#place, null);
    this.#pool.giveBack(surplus);
  }

  /** An empty pallet with the buffer's next pieces. */
  load(from: Buffer): Pallet {
    const empty = this.#empties.shift();
    if (empty !== undefined) this.#book.movePallet(empty, this.#place, null);
    const pallet = empty ?? this.#pool.take();
    while (pallet.pieces.length < PALLET_PIECES && from.ready > 0) pallet.pieces.push(from.take());
    return pallet;
  }
}

/** A buffer at which vehicles load. */
export function sourceOf(
  node: string,
  buffer: Buffer,
  options: { readonly magazine: Magazine; readonly book: MaterialBook },
): PalletSource {
  return {
    node,
    get waiting() {
      return buffer.ready;
    },
    take(vehicle) {
      const pallet = options.magazine.load(buffer);
      options.book.movePallet(pallet, null, vehicle);
      return pallet;
    },
  };
}

/** A buffer at which vehicles unload. */
export function sinkOf(
  node: string,
  buffer: Buffer,
  options: { readonly magazine: Magazine; readonly book: MaterialBook },
): PalletSink {
  return {
    node,
    capacity: buffer.capacity,
    get held() {
      return buffer.ready;
    },
    put(pallet, vehicle) {
      options.book.movePallet(pallet, vehicle, null);
      options.magazine.unload(pallet, buffer);
    },
  };
}

/** A pallet slot of a rack. */
export interface Slot {
  readonly place: PlaceRef;
  pallet: Pallet | null;
}

export function piecesIn(slots: readonly Slot[]): Piece[] {
  return slots.flatMap(({ pallet }) => pallet?.pieces ?? []);
}
