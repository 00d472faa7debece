import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tracks } from "./tracks.ts";

/** Side of a cell: about the distance that an indication asks for. */
const CELL_M = 4;
/** More cells than a hall of 500 m by 500 m has; a larger floor gets larger cells. */
const MOST_CELLS = 16_384;

/** A uniform grid over the floor that finds the tracks near a place. Border cells hold what is outside the floor. */
export class Grid {
  readonly #cellM: number;
  readonly #columns: number;
  readonly #rows: number;
  /** First track of each cell, and the next one in the same cell; -1 at the end. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #found: Int32Array;

  constructor(floor: { readonly width: number; readonly depth: number }, capacity: number) {
    this.#cellM = Math.max(CELL_M, Math.sqrt((floor.width * floor.depth) / MOST_CELLS));
    this.#columns = Math.max(1, Math.ceil(floor.width / this.#cellM));
    this.#rows = Math.max(1, Math.ceil(floor.depth / this.#cellM));
    this.#first = new Int32Array(this.#columns * this.#rows);
    this.#next = new Int32Array(capacity);
    this.#found = new Int32Array(capacity);
  }

  /** Rows of the last `near`; the first `near` of them are valid, until the next call. */
  get found(): Int32Array {
    return this.#found;
  }

  /** Takes the positions of all tracks that are not older than this. */
  fill(tracks: Tracks, { nowUs, staleS }: { readonly nowUs: Micros; readonly staleS: number }): void {
    this.#first.fill(-1);
    for (let row = 0; row < tracks.length; row++) {
      if (!(tracks.latencyS(row, nowUs) <= staleS)) continue;
      const cell = this.#row(tracks.y[row] as number) * this.#columns + this.#column(tracks.x[row] as number);
      this.#next[row] = this.#first[cell] as number;
      this.#first[cell] = row;
    }
  }

  /** Puts the tracks in the cells that a square of `radiusM` around the place touches into `found`; their number. */
  near(x: number, y: number, radiusM: number): number {
    const [left, right] = [this.#column(x - radiusM), this.#column(x + radiusM)];
    const [bottom, top] = [this.#row(y - radiusM), this.#row(y + radiusM)];
    let count = 0;
    for (let row = bottom; row <= top; row++)
      for (let column = left; column <= right; column++)
        for (let at = this.#first[row * this.#columns + column] as number; at >= 0; at = this.#next[at] as number)
          this.#found[count++] = at;
    return count;
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor(x / this.#cellM)));
  }

  #row(y: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor(y / this.#cellM)));
  }
}
