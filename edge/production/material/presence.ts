import type { Piece } from "./records.ts";
import { presentStay } from "./timeline.ts";

/** Pieces by their present place. */
export class Presence {
  readonly #places = new Map<string, Set<string>>();
  readonly #placeOf = new Map<string, string>();

  /** Puts the piece at the place of its newest stay. */
  put(piece: Piece): void {
    const place = presentStay(piece.stays)?.place;
    const before = this.#placeOf.get(piece.id);
    if (before === place) return;
    this.remove(piece.id);
    if (place === undefined) return;
    let at = this.#places.get(place);
    if (at === undefined) {
      at = new Set();
      this.#places.set(place, at);
    }
    at.add(piece.id);
    this.#placeOf.set(piece.id, place);
  }

  remove(id: string): void {
    const place = this.#placeOf.get(id);
    if (place === undefined) return;
    this.#placeOf.delete(id);
    const at = this.#places.get(place);
    at?.delete(id);
    if (at?.size === 0) this.#places.delete(place);
  }

  at(place: string): ReadonlySet<string> {
    return this.#places.get(place) ?? NONE;
  }

  placeOf(id: string): string | undefined {
    return this.#placeOf.get(id);
  }

  /** Places with their numbers of pieces. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.#places].map(([place, pieces]) => [place, pieces.size]));
  }
}

const NONE: ReadonlySet<string> = new Set();
