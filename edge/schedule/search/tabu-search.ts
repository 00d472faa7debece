import type { Chance } from "../../batch/chance.ts";
import { AFTER, BEFORE, Moves } from "./moves.ts";
import { Sequence } from "./sequence.ts";
import { TabuList } from "./tabu-list.ts";

/** How long a pair stays forbidden: this many steps and, at random, up to this share more (Zhang and others 2007). */
const LEAST_TENURE = 10;
const MORE_TENURE = 0.45;

/** How often the clock is read, in steps. */
const STEPS_A_LOOK = 256;

/** Tabu search of a schedule's makespan (Glover 1989; Nowicki and Smutnicki 1996 for shops). */
export class TabuSearch {
  readonly best: Sequence;
  steps = 0;
  readonly #current: Sequence;
  readonly #tabu = new TabuList();
  readonly #moves: Moves;
  readonly #chance: Chance;
  readonly #tenure: number;
  #step = 0;

  constructor(shop: Sequence["shop"], chance: Chance) {
    this.#current = new Sequence(shop);
    this.best = new Sequence(shop);
    this.#chance = chance;
    this.#moves = new Moves(this.#current, this.#tabu, chance);
    this.#tenure = LEAST_TENURE + (shop.firstOf.length - 1) / shop.machines;
  }

  /**
   * Searches from a schedule until nothing better came for `patience` steps, `isOver` says so, or the makespan reaches
   * `bound`. The best schedule is in `best`.
   */
  run(from: Sequence, patience: number, bound: number, isOver: () => boolean): void {
    const current = this.#current;
    current.copyFrom(from);
    this.best.copyFrom(from);
    this.#tabu.empty();
    this.#step = 0;
    let since = 0;
    while (since < patience && this.best.makespan > bound) {
      this.#step++;
      this.steps++;
      if (this.#step % STEPS_A_LOOK === 0 && isOver()) return;
      if (!this.#moves.find(this.#step, this.best.makespan)) return;
      this.#move();
      if (current.makespan < this.best.makespan) {
        this.best.copyFrom(current);
        since = 0;
      } else since++;
    }
  }

  #move(): void {
    const { kind, operation, target, option } = this.#moves;
    const current = this.#current;
    const until = this.#step + Math.ceil(this.#tenure * (1 + MORE_TENURE * this.#chance.next()));
    if (kind === AFTER) {
      for (let other = operation; other !== target; ) {
        other = current.after[other] as number;
        this.#tabu.forbid(operation, other, until);
      }
      current.moveAfter(operation, target);
    } else if (kind === BEFORE) {
      for (let other = operation; other !== target; ) {
        other = current.before[other] as number;
        this.#tabu.forbid(other, operation, until);
      }
      current.moveBefore(operation, target);
    } else {
      this.#tabu.forbid(operation, current.none + (current.machine[operation] as number), until);
      current.reassign(operation, option, target);
    }
  }
}
