import type { Chance } from "../../batch/chance.ts";
import type { Shop } from "../shop.ts";
import type { Sequence } from "./sequence.ts";

/** How far from the first of two schedules a schedule between them lies, as shares of the way. */
const LEAST_SHARE = 0.3;
const MOST_SHARE = 0.7;

/**
 * Makes schedules to search from: random ones, and ones between two good schedules (path relinking: Glover 1998; Peng,
 * Lü and Cheng 2015 for shops). A schedule is a random topological order of its graph; between two orders lies the
 * order by the weighted mean of an operation's places in both. What both have in the same order keeps it, so that it is
 * feasible.
 */
export class Relink {
  readonly #shop: Shop;
  readonly #chance: Chance;
  readonly #order: Int32Array;
  readonly #choice: Int32Array;
  readonly #one: Float64Array;
  readonly #other: Float64Array;
  readonly #waits: Int32Array;
  readonly #ready: Int32Array;

  constructor(shop: Shop, chance: Chance) {
    const size = shop.firstOf[shop.firstOf.length - 1] as number;
    this.#shop = shop;
    this.#chance = chance;
    this.#order = new Int32Array(size);
    this.#choice = new Int32Array(size);
    this.#one = new Float64Array(size);
    this.#other = new Float64Array(size);
    this.#waits = new Int32Array(size);
    this.#ready = new Int32Array(size);
  }

  /** A random schedule: jobs in random turn, each operation on the machine that ends it first. */
  random(into: Sequence): void {
    const { firstOf, optionsFrom, machineOf, timeOf, machines } = this.#shop;
    const jobs = firstOf.length - 1;
    const next = firstOf.slice(0, jobs);
    const open = Int32Array.from({ length: jobs }, (_, job) => job);
    const readyOfJob = new Float64Array(jobs);
    const readyOfMachine = new Float64Array(machines);
    let left = jobs;
    for (let at = 0; at < this.#order.length; at++) {
      const turn = this.#chance.below(left);
      const job = open[turn] as number;
      const operation = next[job] as number;
      next[job] = operation + 1;
      if (operation + 1 === firstOf[job + 1]) open[turn] = open[--left] as number;
      let end = Number.POSITIVE_INFINITY;
      let ties = 0;
      for (let option = optionsFrom[operation] as number; option < (optionsFrom[operation + 1] as number); option++) {
        const ready = Math.max(readyOfJob[job] as number, readyOfMachine[machineOf[option] as number] as number);
        const ends = ready + (timeOf[option] as number);
        if (ends > end) continue;
        ties = ends < end ? 1 : ties + 1;
        end = ends;
        if (this.#chance.below(ties) === 0) this.#choice[operation] = option;
      }
      readyOfJob[job] = end;
      readyOfMachine[machineOf[this.#choice[operation] as number] as number] = end;
      this.#order[at] = operation;
    }
    into.build(this.#order, this.#choice);
  }

  /** A schedule between two: each operation on the machine of one of them, in an order between theirs. */
  between(one: Sequence, other: Sequence, into: Sequence): void {
    const { optionsFrom, machineOf } = this.#shop;
    const share = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * this.#chance.next();
    this.#places(one, this.#one);
    this.#places(other, this.#other);
    for (let operation = 0; operation < this.#order.length; operation++) {
      this.#one[operation] =
        (1 - share) * (this.#one[operation] as number) + share * (this.#other[operation] as number);
      this.#order[operation] = operation;
      const from = this.#chance.next() < share ? other : one;
      let option = optionsFrom[operation] as number;
      while (machineOf[option] !== from.machine[operation]) option++;
      this.#choice[operation] = option;
    }
    this.#order.sort((a, b) => (this.#one[a] as number) - (this.#one[b] as number) || a - b);
    into.build(this.#order, this.#choice);
  }

  /** Places of a schedule's operations in a random topological order of it. */
  #places(sequence: Sequence, places: Float64Array): void {
    const { jobBefore, jobAfter, before, after, none, size } = sequence;
    const waits = this.#waits;
    const ready = this.#ready;
    let count = 0;
    for (let operation = 0; operation < size; operation++) {
      waits[operation] = Number(jobBefore[operation] !== none) + Number(before[operation] !== none);
      if (waits[operation] === 0) ready[count++] = operation;
    }
    for (let place = 0; place < size; place++) {
      const turn = this.#chance.below(count);
      const operation = ready[turn] as number;
      ready[turn] = ready[--count] as number;
      places[operation] = place;
      for (const next of [jobAfter[operation] as number, after[operation] as number]) {
        if (next === none) continue;
        waits[next] = (waits[next] as number) - 1;
        if (waits[next] === 0) ready[count++] = next;
      }
    }
  }
}
