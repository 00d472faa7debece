import { ImpossibleRun } from "./impossible-run.ts";

/** More moves at one instant than pieces can be in a plant, by far: they go round, which is a mistake of the plan. */
const MOST_MOVES = 2 ** 22;

/** Counts the moves of one instant. */
export class Moves {
  #count = 0;

  begin(): void {
    this.#count = 0;
  }

  /** @throws ImpossibleRun where pieces go round without any time */
  count(now: number): void {
    if (++this.#count > MOST_MOVES)
      throw new ImpossibleRun(`pieces move for ever at ${now} s; give one of the places in the circle a time`);
  }
}
