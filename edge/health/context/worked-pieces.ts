import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Pieces at most; the one that was worked on longest ago is forgotten. */
const MOST_PIECES = 4096;
/** Machines of one piece at most. */
const MOST_MACHINES = 32;

/** A machine that worked on a piece, by its label, and when it was done. */
export type Worked = readonly [machine: string, at: Micros];

type State = readonly (readonly [piece: string, worked: readonly Worked[]])[];

/** Which machines worked on each of the newest pieces. */
export class WorkedPieces implements Learned<State> {
  readonly #pieces = new Map<string, readonly Worked[]>();

  /** A machine completed its work on the piece; of repeated work the last counts. */
  add(piece: string, machine: string, at: Micros): void {
    const others = this.of(piece).filter(([one]) => one !== machine);
    this.#pieces.delete(piece);
    this.#pieces.set(piece, [...others, [machine, at] as const].slice(-MOST_MACHINES));
    if (this.#pieces.size <= MOST_PIECES) return;
    const [oldest] = this.#pieces.keys();
    this.#pieces.delete(oldest as string);
  }

  /** Empty for a piece that nobody reported. */
  of(piece: string): readonly Worked[] {
    return this.#pieces.get(piece) ?? [];
  }

  snapshot(): State {
    return [...this.#pieces];
  }

  restore(state: State): void {
    this.#pieces.clear();
    for (const [piece, worked] of state) this.#pieces.set(piece, worked);
  }
}
