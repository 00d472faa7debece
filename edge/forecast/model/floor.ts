import { ImpossibleRun } from "./impossible-run.ts";
import type { ModelPlan } from "./plan.ts";

/** In the place of a piece or of a place: none. */
export const NONE = -1;

const MOST_PIECES = 2 ** 20;
const FIRST_PIECES = 1024;

/** Pieces of a run and the places that hold them, as columns. A place is a list in order of arrival. */
export class Floor {
  variant = new Int32Array(FIRST_PIECES);
  order = new Int32Array(FIRST_PIECES);
  /** Position of the group that the piece goes to next, in the routes of its place and variant. */
  choice = new Int32Array(FIRST_PIECES);
  /** 1: it may leave its place. */
  isReady = new Uint8Array(FIRST_PIECES);
  next = new Int32Array(FIRST_PIECES);
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly count: Int32Array;
  readonly ready: Int32Array;
  /** Room that is promised to loads on their way. */
  readonly reserved: Int32Array;
  inside = 0;
  /** Heads the list of unused pieces. */
  #free = 0;

  constructor({ places }: Pick<ModelPlan, "places">) {
    this.first = new Int32Array(places.length).fill(NONE);
    this.last = new Int32Array(places.length).fill(NONE);
    this.count = new Int32Array(places.length);
    this.ready = new Int32Array(places.length);
    this.reserved = new Int32Array(places.length);
    this.#link(0);
  }

  /** @throws ImpossibleRun beyond a million pieces at once */
  create(variant: number, order: number): number {
    if (this.#free === NONE) this.#grow();
    const piece = this.#free;
    this.#free = this.next[piece] as number;
    this.variant[piece] = variant;
    this.order[piece] = order;
    this.choice[piece] = NONE;
    this.isReady[piece] = 0;
    this.next[piece] = NONE;
    this.inside++;
    return piece;
  }

  destroy(piece: number): void {
    this.next[piece] = this.#free;
    this.#free = piece;
    this.inside--;
  }

  append(place: number, piece: number): void {
    const last = this.last[place] as number;
    if (last === NONE) this.first[place] = piece;
    else this.next[last] = piece;
    this.last[place] = piece;
    this.next[piece] = NONE;
    this.count[place] = (this.count[place] as number) + 1;
  }

  setReady(place: number, piece: number): void {
    this.isReady[piece] = 1;
    this.ready[place] = (this.ready[place] as number) + 1;
  }

  /** Takes the piece behind `before` out of the list; `before` is NONE for the first one. */
  take(place: number, before: number): number {
    const piece = (before === NONE ? this.first[place] : this.next[before]) as number;
    const after = this.next[piece] as number;
    if (before === NONE) this.first[place] = after;
    else this.next[before] = after;
    if (after === NONE) this.last[place] = before;
    this.next[piece] = NONE;
    this.count[place] = (this.count[place] as number) - 1;
    if (this.isReady[piece] === 1) {
      this.ready[place] = (this.ready[place] as number) - 1;
      this.isReady[piece] = 0;
    }
    return piece;
  }

  #link(from: number): void {
    const { length } = this.next;
    for (let piece = from; piece < length; piece++) this.next[piece] = piece + 1;
    this.next[length - 1] = NONE;
    this.#free = from;
  }

  #grow(): void {
    const size = this.next.length;
    if (size >= MOST_PIECES)
      throw new ImpossibleRun(
        `${size} pieces are in the plant at once; give its buffers capacities, or its supply a pace`,
      );
    const grown = <Column extends Int32Array | Uint8Array>(old: Column, made: Column): Column => {
      made.set(old);
      return made;
    };
    this.variant = grown(this.variant, new Int32Array(2 * size));
    this.order = grown(this.order, new Int32Array(2 * size));
    this.choice = grown(this.choice, new Int32Array(2 * size));
    this.next = grown(this.next, new Int32Array(2 * size));
    this.isReady = grown(this.isReady, new Uint8Array(2 * size));
    this.#link(size);
  }
}
