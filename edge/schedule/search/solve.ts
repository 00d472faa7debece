import { Chance } from "../../batch/chance.ts";
import type { Shop } from "../shop.ts";
import { lowerBound } from "./bound.ts";
import { Relink } from "./relink.ts";
import { Sequence } from "./sequence.ts";
import { TabuSearch } from "./tabu-search.ts";

const POPULATION = 20;
const PATIENCE = 12_000;

export interface Solved {
  readonly makespan: number;
  readonly bound: number;
  /** Start of each operation, and its machine. */
  readonly start: Int32Array;
  readonly machine: Int32Array;
  readonly steps: number;
}

/** Searches until `isOver` or until the bound is met. `improved` hears of each better schedule. */
export function solve(shop: Shop, seed: number, isOver: () => boolean, improved: (makespan: number) => void = () => {}): Solved {
  const chance = new Chance(seed);
  const search = new TabuSearch(shop, chance);
  const relink = new Relink(shop, chance);
  const bound = lowerBound(shop);
  const best = new Sequence(shop);
  best.makespan = Number.POSITIVE_INFINITY;
  const population: Sequence[] = [];
  const start = new Sequence(shop);
  const run = (into: Sequence): void => {
    search.run(start, PATIENCE, bound, isOver);
    into.copyFrom(search.best);
    if (into.makespan >= best.makespan) return;
    best.copyFrom(into);
    improved(best.makespan);
  };
  while (population.length < POPULATION && !(population.length > 0 && (isOver() || best.makespan === bound))) {
    relink.random(start);
    const one = new Sequence(shop);
    run(one);
    population.push(one);
  }
  const child = new Sequence(shop);
  while (!isOver() && best.makespan > bound) {
    const one = chance.below(population.length);
    const other = (one + 1 + chance.below(population.length - 1)) % population.length;
    relink.between(population[one] as Sequence, population[other] as Sequence, start);
    run(child);
    let worst = 0;
    let isKnown = false;
    for (let at = 0; at < population.length; at++) {
      if ((population[at] as Sequence).makespan > (population[worst] as Sequence).makespan) worst = at;
      if ((population[at] as Sequence).makespan === child.makespan && relink.isSame(population[at] as Sequence, child)) isKnown = true;
    }
    if (!isKnown && child.makespan <= (population[worst] as Sequence).makespan) (population[worst] as Sequence).copyFrom(child);
  }
  return { makespan: best.makespan, bound, start: best.head.slice(0, best.size), machine: best.machine.slice(0, best.size), steps: search.steps };
}
