import type { Chance } from "../../batch/chance.ts";
import type { Decisions } from "../plant/decided.ts";
import { NONE } from "../plant/floor-state.ts";
import { costOfEnd, optionOn, type Plant } from "../plant/plant.ts";
import type { Timeline } from "../plant/timeline.ts";
import { Waits } from "./waits.ts";

/** How far, in turns of a machine, an operation moves at most. */
const MOST_TURNS = 6;
/** How far it moves in the order at most, whatever is there. */
const MOST_PLACES = 16;
/** Share of the changes that look for a late order's operation that waits. */
const UNBLOCK = 0.15;
/** How often an order is looked for that costs something. */
const LOOKS_FOR_ORDER = 8;
/** How often another operation is looked for whose order costs something. */
const LOOKS = 3;
/** Share of the changes, where energy counts, that let an operation wait for a lower price, or no longer. */
const WAIT = 0.15;
/** How often one of an order that is moved goes to any of its machines. */
const NEW_OPTION = 0.2;

/**
 * Changes decisions a little, at random: an operation goes before or behind another on one of its machines, beside one
 * of its family, or a whole order goes earlier or later, or two orders change places, or what a late order waits for
 * makes way, or an operation waits for cheaper energy; what goes earlier waits for that no longer. The order of the
 * decisions stays one in which each operation is behind those that it follows; those of kept operations stay.
 */
export class Neighbour {
  readonly #plant: Plant;
  readonly #chance: Chance;
  readonly #place: Int32Array;
  readonly #kept: number;
  readonly #taken: Int32Array;
  readonly #keys: Float64Array;
  readonly #isTaken: Uint8Array;
  readonly #spare: Int32Array;
  readonly #waits: Waits | undefined;

  constructor(plant: Plant, chance: Chance) {
    const size = plant.orderOf.length;
    this.#plant = plant;
    this.#chance = chance;
    this.#kept = plant.kept.length;
    this.#place = new Int32Array(size);
    this.#taken = new Int32Array(size);
    this.#keys = new Float64Array(size);
    this.#isTaken = new Uint8Array(size);
    this.#spare = new Int32Array(size);
    this.#waits = plant.mayWaitForPrice ? new Waits(plant, chance) : undefined;
  }

  /** Hears of the decisions that are changed from now on. */
  from({ order }: Decisions): void {
    for (let at = 0; at < order.length; at++) this.#place[order[at] as number] = at;
  }

  /** Changes `decisions`, which are equal to those of `timeline`. False where nothing could be changed. */
  change(decisions: Decisions, timeline: Timeline): boolean {
    if (this.#kept === decisions.order.length) return false;
    if (this.#waits !== undefined && this.#chance.next() < WAIT) return this.#wait(this.#waits, decisions, timeline);
    if (this.#chance.next() < UNBLOCK) return this.#unblock(decisions, timeline);
    const kind = this.#chance.next();
    if (kind < 0.5) return this.#moveOnMachine(decisions, timeline);
    if (kind < 0.58) return this.#moveAnywhere(decisions, timeline);
    if (kind < 0.8) return this.#moveToFamily(decisions, timeline);
    if (kind < 0.95) return this.#moveOrder(decisions, timeline);
    return this.#exchangeOrders(decisions, timeline);
  }

  #operation(decisions: Decisions, timeline: Timeline): number {
    const { order } = decisions;
    const free = order.length - this.#kept;
    let operation = order[this.#kept + this.#chance.below(free)] as number;
    for (let look = 0; look < LOOKS && this.#chance.next() < 0.6; look++) {
      const of = this.#plant.orderOf[operation] as number;
      if (costOfEnd(this.#plant, of, timeline.orderEnd[of] as number) > 0) break;
      operation = order[this.#kept + this.#chance.below(free)] as number;
    }
    return operation;
  }

  #option(operation: number): number {
    const from = this.#plant.optionsFrom[operation] as number;
    return from + this.#chance.below((this.#plant.optionsFrom[operation + 1] as number) - from);
  }

  #moveOnMachine(decisions: Decisions, timeline: Timeline): boolean {
    const operation = this.#operation(decisions, timeline);
    const option = this.#chance.next() < 0.3 ? this.#option(operation) : (decisions.option[operation] as number);
    const machine = this.#plant.machineOf[option] as number;
    const isEarlier = this.#chance.next() < 0.6;
    let turns = 1 + this.#chance.below(MOST_TURNS);
    let target = NONE;
    const step = isEarlier ? -1 : 1;
    const { order } = decisions;
    for (let at = (this.#place[operation] as number) + step; at >= this.#kept && at < order.length; at += step) {
      if (timeline.machine[order[at] as number] !== machine) continue;
      target = order[at] as number;
      if (--turns === 0) break;
    }
    if (target === NONE && option === decisions.option[operation]) return false;
    decisions.option[operation] = option;
    if (target !== NONE) this.#put(decisions, operation, (this.#place[target] as number) + (isEarlier ? 0 : 1));
    return true;
  }

  /** Among its neighbours in the order: of operations on several machines, too, one is the first to take a fixture. */
  #moveAnywhere(decisions: Decisions, timeline: Timeline): boolean {
    const operation = this.#operation(decisions, timeline);
    const by = 1 + this.#chance.below(MOST_PLACES);
    const from = this.#place[operation] as number;
    if (this.#chance.next() < 0.3) decisions.option[operation] = this.#option(operation);
    this.#put(decisions, operation, this.#chance.next() < 0.5 ? from - by : from + 1 + by);
    return true;
  }

  /** Beside the nearest operation of its family, on that one's machine. */
  #moveToFamily(decisions: Decisions, timeline: Timeline): boolean {
    const { familyOf } = this.#plant;
    const { order } = decisions;
    const operation = this.#operation(decisions, timeline);
    const from = this.#place[operation] as number;
    let wanted = 1 + this.#chance.below(3);
    for (let distance = 1; distance < order.length; distance++)
      for (const at of [from - distance, from + distance]) {
        const other = at < this.#kept ? NONE : (order[at] ?? NONE);
        if (other === NONE || familyOf[other] !== familyOf[operation]) continue;
        const option = optionOn(this.#plant, operation, timeline.machine[other] as number);
        if (option === undefined || --wanted > 0) continue;
        decisions.option[operation] = option;
        this.#put(decisions, operation, at + this.#chance.below(2));
        return true;
      }
    return false;
  }

  /** Puts an operation before the one at `to`, or as near as those before and behind it allow. */
  #put({ order, notBefore }: Decisions, operation: number, to: number): void {
    const { before, beforeFrom, after, afterFrom } = this.#plant;
    const from = this.#place[operation] as number;
    let least = this.#kept;
    let most = order.length;
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
      least = Math.max(least, (this.#place[before[at] as number] as number) + 1);
    for (let at = afterFrom[operation] as number; at < (afterFrom[operation + 1] as number); at++)
      most = Math.min(most, this.#place[after[at] as number] as number);
    const at = Math.min(Math.max(to, least), most);
    if (at <= from) {
      order.copyWithin(at + 1, at, from);
      order[at] = operation;
      notBefore[operation] = 0;
    } else {
      order.copyWithin(from, from + 1, at);
      order[at - 1] = operation;
    }
  }

  #moveOrder(decisions: Decisions, timeline: Timeline): boolean {
    const operation = this.#operation(decisions, timeline);
    const order = this.#plant.orderOf[operation] as number;
    // Most moves are short; some are as long as the plan.
    const by = timeline.makespan * this.#chance.next() ** 3 * (this.#chance.next() < 0.7 ? -1 : 1);
    if (by < 0) this.#hasten(order, decisions);
    const count = this.#take(order, 0, (one) => (timeline.start[one] as number) + by);
    this.#insert(decisions, timeline, count);
    return true;
  }

  #hasten(order: number, { notBefore }: Decisions): void {
    notBefore.fill(0, this.#plant.firstOf[order], this.#plant.firstOf[order + 1]);
  }

  /** An operation waits, or no longer. What it and those that follow it leave free is for others, or stays free. */
  #wait(waits: Waits, decisions: Decisions, timeline: Timeline): boolean {
    const operation = waits.change(decisions, timeline);
    if (operation === NONE) return false;
    const until = decisions.notBefore[operation] as number;
    if (until === 0 || this.#chance.next() < 0.5) return true;
    const { start } = timeline;
    const begin = start[operation] as number;
    const later = (one: number): number => ((start[one] as number) < begin ? 0 : until - begin);
    const order = this.#plant.orderOf[operation] as number;
    const count = this.#take(order, 0, (one) => (start[one] as number) + later(one), 0);
    this.#insert(decisions, timeline, count);
    return true;
  }

  /** What waits of a late order goes before what its machine, or another that can make it, does while it waits. */
  #unblock(decisions: Decisions, timeline: Timeline): boolean {
    const late = this.#lateOrder(timeline);
    const operation = late === NONE ? NONE : this.#waiting(late, timeline);
    if (operation === NONE) return false;
    const option = this.#chance.next() < 0.4 ? this.#option(operation) : (decisions.option[operation] as number);
    const machine = this.#plant.machineOf[option] as number;
    const ready = this.#ready(operation, timeline);
    const from = ready + ((timeline.start[operation] as number) - ready) * this.#chance.next() ** 2;
    let target = NONE;
    for (let at = (this.#place[operation] as number) - 1; at >= this.#kept; at--) {
      const other = decisions.order[at] as number;
      if (timeline.machine[other] !== machine) continue;
      if ((timeline.end[other] as number) <= from) break;
      target = other;
    }
    if (target === NONE && option === decisions.option[operation]) return false;
    decisions.option[operation] = option;
    if (target !== NONE) this.#put(decisions, operation, this.#place[target] as number);
    return true;
  }

  #lateOrder({ orderEnd }: Timeline): number {
    for (let look = 0; look < LOOKS_FOR_ORDER; look++) {
      const order = this.#chance.below(orderEnd.length);
      if (costOfEnd(this.#plant, order, orderEnd[order] as number) > 0) return order;
    }
    return NONE;
  }

  /** One of an order's operations that wait, rather one that waits long. */
  #waiting(order: number, timeline: Timeline): number {
    const { firstOf } = this.#plant;
    let found = NONE;
    let most = 0;
    for (let one = firstOf[order] as number; one < (firstOf[order + 1] as number); one++) {
      if ((this.#place[one] as number) < this.#kept) continue;
      const wait = ((timeline.start[one] as number) - this.#ready(one, timeline)) * this.#chance.next();
      if (wait <= most) continue;
      most = wait;
      found = one;
    }
    return found;
  }

  /** When the steps before an operation have made what it starts with and its order is released, without the way. */
  #ready(operation: number, timeline: Timeline): number {
    const { releaseOf, orderOf, before, beforeFrom } = this.#plant;
    let ready = releaseOf[orderOf[operation] as number] as number;
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
      ready = Math.max(ready, timeline.firstMade(before[at] as number, operation));
    return ready;
  }

  /** Two orders change places: the operations of each are moved by as much as the other began earlier or later. */
  #exchangeOrders(decisions: Decisions, timeline: Timeline): boolean {
    const { firstOf, orderOf } = this.#plant;
    const one = orderOf[this.#operation(decisions, timeline)] as number;
    const other = this.#chance.below(firstOf.length - 1);
    if (one === other) return false;
    const [begin, otherBegin] = [this.#begin(one, timeline), this.#begin(other, timeline)];
    this.#hasten(begin < otherBegin ? other : one, decisions);
    let count = this.#take(one, 0, (operation) => (timeline.start[operation] as number) + otherBegin - begin);
    count = this.#take(other, count, (operation) => (timeline.start[operation] as number) + begin - otherBegin);
    this.#insert(decisions, timeline, count);
    return true;
  }

  #begin(order: number, timeline: Timeline): number {
    return timeline.start[this.#plant.firstOf[order] as number] as number;
  }

  /** Notes the operations of an order that are not kept, with the time at which each is put in. */
  #take(order: number, count: number, keyOf: (operation: number) => number, newOption = NEW_OPTION): number {
    const { firstOf } = this.#plant;
    let taken = count;
    for (let one = firstOf[order] as number; one < (firstOf[order + 1] as number); one++) {
      if ((this.#place[one] as number) < this.#kept) continue;
      this.#taken[taken++] = one;
      this.#keys[one] = keyOf(one);
      this.#isTaken[one] = 1;
      if (this.#chance.next() < newOption) this.#newOption = one;
    }
    return taken;
  }

  #newOption = NONE;

  /** Puts the noted operations in by their times, among the others by their starts. */
  #insert(decisions: Decisions, timeline: Timeline, count: number): void {
    const { order } = decisions;
    if (this.#newOption !== NONE) decisions.option[this.#newOption] = this.#option(this.#newOption);
    this.#newOption = NONE;
    const taken = this.#taken.subarray(0, count);
    // Operations of an order are numbered behind those that they follow, so equal times keep that.
    taken.sort((a, b) => (this.#keys[a] as number) - (this.#keys[b] as number) || a - b);
    let next = 0;
    let at = this.#kept;
    for (let from = this.#kept; from < order.length; from++) {
      const other = order[from] as number;
      if (this.#isTaken[other] === 1) continue;
      while (next < count && (this.#keys[taken[next] as number] as number) <= (timeline.start[other] as number))
        this.#spare[at++] = taken[next++] as number;
      this.#spare[at++] = other;
    }
    while (next < count) this.#spare[at++] = taken[next++] as number;
    for (const operation of taken) this.#isTaken[operation] = 0;
    order.set(this.#spare.subarray(this.#kept, order.length), this.#kept);
  }
}
