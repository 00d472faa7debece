import { Chance } from "../../batch/chance.ts";
import type { Shop } from "../shop.ts";
import { lowerBound } from "./bound.ts";
import { Relink } from "./relink.ts";
import { Sequence } from "./sequence.ts";
import { TabuSearch } from "./tabu-search.ts";

/** Good schedules that are kept to relink. */
const POPULATION = 20;
/** Steps without a better schedule after which a search goes on elsewhere. */
const PATIENCE = 2_000;

export interface Solved {
  readonly makespan: number;
  /** No schedule is shorter than this. */
  readonly bound: number;
  /** Earliest start of each operation, and the machine that makes it. */
  readonly start: Int32Array;
  readonly machine: Int32Array;
  /** Moves that were made. */
  readonly steps: number;
}

/**
 * Searches a short schedule of a shop: tabu search from random schedules, then from ones between two good ones, until
 * `isOver` says so or the lower bound is reached. `improved` hears of each better makespan. At least one search is
 * made; the clock is asked for every few hundred steps.
 */
export function solve(
  shop: Shop,
  seed: number,
  isOver: () => boolean,
  improved: (makespan: number) => void = () => {},
): Solved {
  const search = new ShopSearch(shop, seed, isOver, improved);
  while (!search.isDone) search.step();
  return search.solved();
}

class ShopSearch {
  readonly #shop: Shop;
  readonly #chance: Chance;
  readonly #isOver: () => boolean;
  readonly #improved: (makespan: number) => void;
  readonly #tabu: TabuSearch;
  readonly #relink: Relink;
  readonly #bound: number;
  readonly #population: Sequence[] = [];
  readonly #start: Sequence;
  readonly #best: Sequence;

  constructor(shop: Shop, seed: number, isOver: () => boolean, improved: (makespan: number) => void) {
    this.#shop = shop;
    this.#chance = new Chance(seed);
    this.#isOver = isOver;
    this.#improved = improved;
    this.#tabu = new TabuSearch(shop, this.#chance);
    this.#relink = new Relink(shop, this.#chance);
    this.#bound = lowerBound(shop);
    this.#start = new Sequence(shop);
    this.#best = new Sequence(shop);
    this.#best.makespan = Number.POSITIVE_INFINITY;
  }

  get isDone(): boolean {
    return this.#best.makespan <= this.#bound || (this.#population.length > 0 && this.#isOver());
  }

  step(): void {
    const found = this.#population.length < POPULATION ? this.#fromRandom() : this.#fromBetween();
    if (found.makespan >= this.#best.makespan) return;
    this.#best.copyFrom(found);
    this.#improved(found.makespan);
  }

  solved(): Solved {
    const { makespan, head, machine, size } = this.#best;
    const [start, machines] = [head.slice(0, size), machine.slice(0, size)];
    return { makespan, bound: this.#bound, start, machine: machines, steps: this.#tabu.steps };
  }

  #fromRandom(): Sequence {
    this.#relink.random(this.#start);
    this.#tabu.run(this.#start, PATIENCE, this.#bound, this.#isOver);
    const found = new Sequence(this.#shop);
    found.copyFrom(this.#tabu.best);
    this.#population.push(found);
    return found;
  }

  /** What is found between two takes the place of the worst, unless it is worse still or known. */
  #fromBetween(): Sequence {
    const one = this.#chance.below(POPULATION);
    const other = (one + 1 + this.#chance.below(POPULATION - 1)) % POPULATION;
    this.#relink.between(this.#member(one), this.#member(other), this.#start);
    this.#tabu.run(this.#start, PATIENCE, this.#bound, this.#isOver);
    const found = this.#tabu.best;
    const worst = this.#population.reduce((a, b) => (b.makespan > a.makespan ? b : a));
    const isKnown = this.#population.some((known) => known.makespan === found.makespan && known.isSame(found));
    if (!isKnown && found.makespan <= worst.makespan) worst.copyFrom(found);
    return found;
  }

  #member(at: number): Sequence {
    return this.#population[at] as Sequence;
  }
}
