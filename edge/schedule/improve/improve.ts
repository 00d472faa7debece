import { Chance } from "../../batch/chance.ts";
import { dispatchRules } from "../dispatch/rules.ts";
import { runByRule } from "../dispatch/shop-floor.ts";
import type { Decisions, Span } from "../plant/decided.ts";
import type { Plant } from "../plant/plant.ts";
import { Timeline } from "../plant/timeline.ts";
import { copyDecisions, decisionsOf, newDecisions } from "./decisions.ts";
import { Neighbour } from "./neighbour.ts";
import { settledWaits } from "./waits.ts";

/** Temperature at the begin and at the end, as shares of the cost for each order. */
const HOT = 0.2;
const COLD = 0.001;
/** Share of the steps with more than one change, and of those how many have one more, and so on. */
const MORE_CHANGES = 0.2;
const MORE_AGAIN = 0.5;
const STEPS_A_LOOK = 32;
/** Accepted steps after which the order of the decisions follows the starts again. */
const STEPS_A_SORT = 50;

export interface Improved {
  readonly decisions: Decisions;
  readonly timeline: Timeline;
  readonly cost: number;
  readonly steps: number;
}

/**
 * Searches a schedule of low cost: the best of the dispatch rules' schedules, or `from`, then changes of it that are
 * taken if the cost does not grow by more than chance allows, ever less (annealing: Kirkpatrick and others 1983).
 * `progress` says from 0 to 1 how much of the search is over after so many steps; it is asked every few steps.
 * `improved` hears of each better schedule that keeps all locks, the first at once.
 */
export function improve(
  plant: Plant,
  seed: number,
  progress: (steps: number) => number,
  { from, improved = () => {} }: { readonly from?: Decisions; readonly improved?: (cost: number) => void } = {},
): Improved {
  const search = new Search(plant, seed, from ?? firstDecisions(plant));
  if (search.brokenCost === 0) improved(search.cost);
  for (let share = progress(0); share < 1 && search.cost > 0; share = progress(search.steps))
    search.go(share, improved);
  const result = search.result();
  if (result.cost < search.cost && search.brokenCost === 0) improved(result.cost);
  return result;
}

/**
 * The decisions of the best schedule that a dispatch rule makes. A rule gives a machine to the first lot that comes,
 * and the machine then waits for the others: so what rules decide for whole orders is tried too, and counted with lots.
 */
function firstDecisions(plant: Plant): Decisions {
  const timeline = new Timeline(plant);
  let best: Decisions | undefined;
  let least = Number.POSITIVE_INFINITY;
  const whole = { ...plant, lotOf: new Int32Array(plant.lotOf.length), hasLots: false };
  for (const floor of plant.hasLots ? [plant, whole] : [plant])
    for (const { rule } of dispatchRules(floor)) {
      const decisions = decisionsOf(floor, runByRule(floor, rule));
      const cost = timeline.count(decisions);
      if (cost >= least && best !== undefined) continue;
      least = cost;
      best = decisions;
    }
  return best as Decisions;
}

class Search {
  readonly #plant: Plant;
  readonly #chance: Chance;
  readonly #neighbour: Neighbour;
  readonly #best: Decisions;
  readonly #current: Decisions;
  readonly #tried: Decisions;
  #now: Timeline;
  #next: Timeline;
  #cost: number;
  #accepted = 0;
  cost: number;
  /** What of the best cost is because locks are not kept. */
  brokenCost: number;
  steps = 0;

  constructor(plant: Plant, seed: number, from: Decisions) {
    this.#plant = plant;
    this.#chance = new Chance(seed);
    this.#neighbour = new Neighbour(plant, this.#chance);
    this.#best = newDecisions(plant);
    this.#current = newDecisions(plant);
    this.#tried = newDecisions(plant);
    this.#now = new Timeline(plant);
    this.#next = new Timeline(plant);
    copyDecisions(from, this.#best);
    copyDecisions(from, this.#current);
    this.cost = this.#now.count(from);
    this.#cost = this.cost;
    this.brokenCost = this.#now.brokenCost;
    this.#neighbour.from(from);
  }

  /** A few steps at the temperature of a share of the search. */
  go(share: number, improved: (cost: number) => void): void {
    const temperature = ((this.cost - this.brokenCost) / this.#plant.due.length) * HOT * (COLD / HOT) ** share;
    for (let step = 0; step < STEPS_A_LOOK; step++) {
      this.steps++;
      if (!this.#try(temperature)) continue;
      if (++this.#accepted % STEPS_A_SORT === 0) this.#sort();
      if (this.#cost >= this.cost) continue;
      this.cost = this.#cost;
      this.brokenCost = this.#now.brokenCost;
      copyDecisions(this.#current, this.#best);
      if (this.brokenCost === 0) improved(this.cost);
    }
  }

  result(): Improved {
    const timeline = new Timeline(this.#plant);
    timeline.count(this.#best);
    const needed = this.#plant.mayWaitForPrice ? settledWaits(timeline, this.#best) : timeline;
    return { decisions: this.#best, timeline: needed, cost: needed.cost, steps: this.steps };
  }

  /** Makes one change; true if it is taken. */
  #try(temperature: number): boolean {
    copyDecisions(this.#current, this.#tried);
    if (!this.#change()) return false;
    const span = this.#changed();
    // Several changes may undo each other.
    if (span === undefined) return false;
    const limit = this.#cost - temperature * Math.log(1 - this.#chance.next());
    const cost = this.#next.recount(this.#now, span, this.#tried, limit);
    if (cost > limit) return false;
    this.#take(cost);
    return true;
  }

  /** One change, or several at once, which get over what one alone would make worse. */
  #change(): boolean {
    let isChanged = this.#neighbour.change(this.#tried, this.#now);
    if (this.#chance.next() >= MORE_CHANGES) return isChanged;
    do {
      this.#neighbour.from(this.#tried);
      isChanged = this.#neighbour.change(this.#tried, this.#now) || isChanged;
    } while (this.#chance.next() < MORE_AGAIN);
    this.#neighbour.from(this.#current);
    return isChanged;
  }

  /** Places of the operations that are tried otherwise; undefined where none is. */
  #changed(): Span | undefined {
    const { length } = this.#current.order;
    let from = 0;
    while (from < length && this.#isSame(from)) from++;
    if (from === length) return undefined;
    let to = length;
    while (this.#isSame(to - 1)) to--;
    return { from, to };
  }

  #isSame(at: number): boolean {
    const operation = this.#current.order[at] as number;
    if (this.#tried.order[at] !== operation || this.#tried.option[operation] !== this.#current.option[operation])
      return false;
    return this.#tried.notBefore[operation] === this.#current.notBefore[operation];
  }

  #take(cost: number): void {
    copyDecisions(this.#tried, this.#current);
    [this.#now, this.#next] = [this.#next, this.#now];
    this.#cost = cost;
    this.#neighbour.from(this.#current);
  }

  /** Lets the order of the decisions follow the starts, so that neighbours in it are neighbours in time. */
  #sort(): void {
    const { option, notBefore } = this.#current;
    const { start, end } = this.#now;
    copyDecisions(decisionsOf(this.#plant, { option, start, end, notBefore }), this.#tried);
    const cost = this.#next.count(this.#tried, this.#cost);
    if (cost <= this.#cost) this.#take(cost);
  }
}
