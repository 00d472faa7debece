import type { PlaceRef } from "../../../kernel/events.ts";
import type { MaterialBook } from "./book.ts";
import type { Piece } from "./piece.ts";

/** A place that takes pieces. */
export interface Intake {
  readonly hasRoom: boolean;
  /** Requires room. */
  put(piece: Piece): void;
}

/** A place that gives pieces. */
export interface Outlet {
  /** Pieces that can be taken now. */
  readonly ready: number;
  /** The one that would be taken next, or null. */
  readonly next: Piece | null;
  /** The first that suits and can be taken, or null; from a belt it is the one at its end. */
  nextFor(suits: (piece: Piece) => boolean): Piece | null;
  /** Takes the next one, or this one. Requires it to be ready. */
  take(wanted?: Piece): Piece;
}

/** A first-in first-out place with a limit. */
export class Buffer implements Intake, Outlet {
  readonly place: PlaceRef;
  readonly capacity: number;
  /** Its next free place is kept for a piece that comes back from rework. */
  keepsPlace = false;
  readonly #book: MaterialBook;
  readonly #pieces: Piece[] = [];

  constructor(id: string, capacity: number, book: MaterialBook, kind: "buffer" | "rework" = "buffer") {
    this.place = { kind, id };
    this.capacity = capacity;
    this.#book = book;
  }

  get hasRoom(): boolean {
    return this.#pieces.length + (this.keepsPlace ? 1 : 0) < this.capacity;
  }

  get ready(): number {
    return this.#pieces.length;
  }

  get next(): Piece | null {
    return this.#pieces[0] ?? null;
  }

  put(piece: Piece): void {
    if (!this.hasRoom)
      throw new Error(`piece ${piece.id} put into ${this.place.id}, which holds ${this.capacity} and is full`);
    this.#pieces.push(piece);
    this.#book.move(piece, this.place);
  }

  nextFor(suits: (piece: Piece) => boolean): Piece | null {
    return this.#pieces.find(suits) ?? null;
  }

  take(wanted = this.#pieces[0]): Piece {
    const at = wanted === undefined ? -1 : this.#pieces.indexOf(wanted);
    const [piece] = at < 0 ? [] : this.#pieces.splice(at, 1);
    if (piece === undefined) throw new Error(`piece taken from ${this.place.id}, where it is not`);
    return piece;
  }
}
