import type { PlaceRef } from "../../../kernel/events.ts";
import type { MaterialBook } from "../material/book.ts";
import type { Intake, Outlet } from "../material/flow.ts";
import type { Piece } from "../material/piece.ts";

/**
 * A moving belt or chain: pieces enter at the start, keep their distance, and wait at the end until they are taken off.
 */
export class Belt implements Intake, Outlet {
  readonly lengthM: number;
  readonly spacingM: number;
  /** False while the drive is stopped. */
  runs = true;
  readonly #speedMS: number;
  readonly #place: PlaceRef;
  readonly #book: MaterialBook;
  readonly #pieces: { readonly piece: Piece; atM: number }[] = [];

  constructor(options: {
    readonly lengthM: number;
    readonly speedMS: number;
    readonly spacingM: number;
    readonly place: PlaceRef;
    readonly book: MaterialBook;
  }) {
    this.#place = options.place;
    this.#book = options.book;
    this.lengthM = options.lengthM;
    this.spacingM = options.spacingM;
    this.#speedMS = options.speedMS;
  }

  get hasRoom(): boolean {
    const last = this.#pieces.at(-1);
    return last === undefined || last.atM >= this.spacingM;
  }

  get ready(): number {
    return (this.#pieces[0]?.atM ?? 0) >= this.lengthM ? 1 : 0;
  }

  get next(): Piece | null {
    return this.ready === 0 ? null : this.first;
  }

  /** Pieces with the distance covered, the one nearest to the end first. */
  get contents(): readonly { readonly piece: Piece; readonly atM: number }[] {
    return this.#pieces;
  }

  get count(): number {
    return this.#pieces.length;
  }

  get speedMS(): number {
    return this.runs ? this.#speedMS : 0;
  }

  get first(): Piece | null {
    return this.#pieces[0]?.piece ?? null;
  }

  put(piece: Piece): void {
    this.#pieces.push({ piece, atM: 0 });
    this.#book.move(piece, this.#place);
  }

  nextFor(suits: (piece: Piece) => boolean): Piece | null {
    const { next } = this;
    return next !== null && suits(next) ? next : null;
  }

  take(): Piece {
    const first = this.#pieces.shift();
    if (first === undefined) {
      throw new Error("piece taken from an empty belt");
    }
    return first.piece;
  }

  step(dtS: number): void {
    let limit = this.lengthM;
    for (const entry of this.#pieces) {
      entry.atM = Math.min(limit, entry.atM + this.speedMS * dtS);
      limit = entry.atM - this.spacingM;
    }
  }
}
