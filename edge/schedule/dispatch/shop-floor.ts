import { Kernel } from "../../forecast/kernel/kernel.ts";
import { costOfEnd, type Plant, setUpWork } from "../plant/plant.ts";
import { Transfer } from "../plant/transfer.ts";
import type { Shares } from "../replicate.ts";
import type { DispatchRule } from "./rules.ts";

/** An operation arrives at a machine (entity: its option); a machine's work ends; a machine's calendar opens. */
const ARRIVES = 0;
const ENDS = 1;
const OPENS = 2;

/** What a floor did. Times are seconds; `cost` has no part for the makespan. */
export interface FloorRun {
  readonly option: Int32Array;
  readonly setUpStart: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly orderEnd: Float64Array;
  readonly setUp: number;
  readonly cost: number;
}

/**
 * Runs a plant by a dispatch rule: whenever a machine is free and open, it takes the next of the operations that wait
 * before it. It is set up when the piece is there. A batch machine takes what waits of the family that it takes first,
 * as much as there is room for. What would not be done before the calendar closes is taken only where nothing else is.
 * Work that has begun goes on.
 */
export function runByRule(plant: Plant, rule: DispatchRule, shares?: Shares): FloorRun {
  return new ShopFloor(plant, rule, shares).run();
}

class ShopFloor {
  readonly #plant: Plant;
  readonly #rule: DispatchRule;
  readonly #shares: Shares | undefined;
  readonly #kernel: Kernel;
  readonly #option: Int32Array;
  readonly #setUpStart: Float64Array;
  readonly #start: Float64Array;
  readonly #end: Float64Array;
  readonly #orderEnd: Float64Array;
  readonly #arrived: Float64Array;
  readonly #waitsFor: Int32Array;
  /** Options that wait before each machine; those of operations that have begun elsewhere are dropped when seen. */
  readonly #queue: number[][];
  readonly #members: number[][];
  readonly #isBusy: Uint8Array;
  readonly #family: Int32Array;
  readonly #fixtures: Int32Array;
  readonly #opensAt: Float64Array;
  readonly #optionOwner: Int32Array;
  readonly #transfer: Transfer;
  #setUp = 0;
  #left: number;

  constructor(plant: Plant, rule: DispatchRule, shares: Shares | undefined) {
    const size = plant.orderOf.length;
    const machines = plant.names.machines.length;
    this.#plant = plant;
    this.#rule = rule;
    this.#shares = shares;
    this.#kernel = new Kernel(plant.machineOf.length + 2 * machines);
    this.#option = new Int32Array(size).fill(-1);
    this.#setUpStart = new Float64Array(size);
    this.#start = new Float64Array(size);
    this.#end = new Float64Array(size);
    this.#orderEnd = new Float64Array(plant.due.length);
    this.#arrived = new Float64Array(plant.machineOf.length);
    this.#waitsFor = Int32Array.from({ length: size }, (_, at) => beforeCount(plant, at));
    this.#queue = Array.from({ length: machines }, () => []);
    this.#members = Array.from({ length: machines }, () => []);
    this.#isBusy = new Uint8Array(machines);
    this.#family = plant.setUpNow.slice();
    this.#fixtures = plant.fixtureCount.slice();
    this.#opensAt = new Float64Array(machines).fill(-1);
    this.#optionOwner = new Int32Array(plant.machineOf.length);
    for (let operation = 0; operation < size; operation++)
      this.#optionOwner.fill(operation, plant.optionsFrom[operation], plant.optionsFrom[operation + 1]);
    this.#left = size;
    this.#transfer = new Transfer(plant, { option: this.#option, start: this.#start, end: this.#end }, shares?.work);
  }

  run(): FloorRun {
    for (let operation = 0; operation < this.#option.length; operation++)
      if (this.#waitsFor[operation] === 0) this.#send(operation);
    const step = (kind: number, entity: number): void => {
      if (kind === ARRIVES) this.#arrive(entity);
      else if (kind === ENDS) this.#finish(entity);
      else this.#choose(entity);
    };
    // Times are finite: calendars are open for ever behind the horizon.
    for (let until = this.#plant.horizon; this.#left > 0; until *= 2) this.#kernel.run(until, step);
    let cost = (this.#plant.objective.setUp * this.#setUp) / 60;
    for (const [order, end] of this.#orderEnd.entries()) cost += costOfEnd(this.#plant, order, end);
    return {
      option: this.#option,
      setUpStart: this.#setUpStart,
      start: this.#start,
      end: this.#end,
      orderEnd: this.#orderEnd,
      setUp: this.#setUp,
      cost,
    };
  }

  /** Sends an operation to all machines that can make it. */
  #send(operation: number): void {
    const plant = this.#plant;
    const release = plant.releaseOf[plant.orderOf[operation] as number] as number;
    const asked = Math.max(release, plant.materialOf[operation] as number, plant.lockedAt[operation] as number);
    const there = Math.max(asked, plant.opensAt, this.#kernel.now);
    const until = plant.optionsFrom[operation + 1] as number;
    for (let option = plant.optionsFrom[operation] as number; option < until; option++) {
      let at = there;
      for (let one = plant.beforeFrom[operation] as number; one < (plant.beforeFrom[operation + 1] as number); one++)
        at = Math.max(at, this.#transfer.first(plant.before[one] as number, operation, option));
      this.#kernel.schedule(at, ARRIVES, option);
    }
  }

  #arrive(option: number): void {
    if (this.#option[this.#optionOwner[option] as number] !== -1) return;
    const machine = this.#plant.machineOf[option] as number;
    this.#arrived[option] = this.#kernel.now;
    (this.#queue[machine] as number[]).push(option);
    this.#choose(machine);
  }

  #finish(machine: number): void {
    const plant = this.#plant;
    this.#isBusy[machine] = 0;
    let isFixtureFree = false;
    const members = this.#members[machine] as number[];
    for (const operation of members) {
      this.#left--;
      for (let at = plant.fixturesFrom[operation] as number; at < (plant.fixturesFrom[operation + 1] as number); at++) {
        const fixture = plant.fixtureOf[at] as number;
        this.#fixtures[fixture] = (this.#fixtures[fixture] as number) + 1;
        isFixtureFree = true;
      }
      if (plant.lotOf[operation] === 0) this.#passOn(operation);
    }
    members.length = 0;
    this.#choose(machine);
    if (isFixtureFree) for (let other = 0; other < this.#isBusy.length; other++) this.#choose(other);
  }

  /** When lots come that it passes on is known from its begin, when whole orders come from its end. */
  #passOn(operation: number): void {
    const { after, afterFrom } = this.#plant;
    for (let at = afterFrom[operation] as number; at < (afterFrom[operation + 1] as number); at++) {
      const other = after[at] as number;
      this.#waitsFor[other] = (this.#waitsFor[other] as number) - 1;
      if (this.#waitsFor[other] === 0) this.#send(other);
    }
  }

  #choose(machine: number): void {
    if (this.#isBusy[machine] === 1) return;
    const plant = this.#plant;
    const now = this.#kernel.now;
    const queue = (this.#queue[machine] as number[]).filter(
      (option) => this.#option[this.#optionOwner[option] as number] === -1,
    );
    this.#queue[machine] = queue;
    if (queue.length === 0) return;
    const calendar = plant.calendars[machine] as Plant["calendars"][number];
    const opens = calendar.begin(Math.max(now, plant.freeFrom[machine] as number));
    if (opens > now) {
      if ((this.#opensAt[machine] as number) < opens) this.#kernel.schedule(opens, OPENS, machine);
      this.#opensAt[machine] = opens;
      return;
    }
    const best = this.#best(machine, queue);
    if (best === undefined) return;
    const first = this.#optionOwner[best] as number;
    this.#begin(machine, best);
    const capacity = plant.capacityOf[machine] as number;
    if (capacity > 0) this.#fill(machine, { first, queue, room: capacity - (plant.loadOf[first] as number) });
  }

  /** The option that the rule takes; undefined where each waits for a fixture. */
  #best(machine: number, queue: readonly number[]): number | undefined {
    let best: number | undefined;
    let bestFits = false;
    let least = Number.POSITIVE_INFINITY;
    for (const option of queue) {
      const operation = this.#optionOwner[option] as number;
      if (!this.#hasFixtures(operation)) continue;
      const fits = this.#fits(machine, option);
      if (bestFits && !fits) continue;
      const value = this.#value(machine, option);
      if (best !== undefined && fits === bestFits && value >= least) continue;
      best = option;
      bestFits = fits;
      least = value;
    }
    return best;
  }

  #value(machine: number, option: number): number {
    const operation = this.#optionOwner[option] as number;
    return this.#rule({
      operation,
      work: this.#plant.workOf[option] as number,
      setUp: setUpWork(
        this.#plant,
        machine,
        this.#family[machine] as number,
        this.#plant.familyOf[operation] as number,
      ),
      arrived: this.#arrived[option] as number,
      now: this.#kernel.now,
    });
  }

  #hasFixtures(operation: number): boolean {
    const { fixturesFrom, fixtureOf } = this.#plant;
    for (let at = fixturesFrom[operation] as number; at < (fixturesFrom[operation + 1] as number); at++)
      if (this.#fixtures[fixtureOf[at] as number] === 0) return false;
    return true;
  }

  /** Whether set-up and planned work are done before the calendar closes, or may stop there. */
  #fits(machine: number, option: number): boolean {
    const plant = this.#plant;
    const operation = this.#optionOwner[option] as number;
    const calendar = plant.calendars[machine] as Plant["calendars"][number];
    const setUp = setUpWork(plant, machine, this.#family[machine] as number, plant.familyOf[operation] as number);
    const isSet = setUp === 0 ? this.#kernel.now : calendar.end(this.#kernel.now, setUp);
    if (plant.isInterruptible[operation] === 1) return true;
    return calendar.fit(isSet, plant.workOf[option] as number, this.#transfer.last(operation, option)) === isSet;
  }

  #begin(machine: number, option: number): void {
    const plant = this.#plant;
    const operation = this.#optionOwner[option] as number;
    const family = plant.familyOf[operation] as number;
    const calendar = plant.calendars[machine] as Plant["calendars"][number];
    const now = this.#kernel.now;
    const planned = plant.workOf[option] as number;
    const work = planned * (this.#shares?.work[operation] ?? 1);
    const setUp =
      setUpWork(plant, machine, this.#family[machine] as number, family) * (this.#shares?.setUp[operation] ?? 1);
    const isSet = setUp === 0 ? now : calendar.end(now, setUp);
    const stops = plant.isInterruptible[operation] === 1;
    const supplied = this.#transfer.last(operation, option);
    const start = stops ? calendar.begin(isSet) : calendar.fit(isSet, planned, supplied);
    const end = Math.max(stops ? calendar.end(start, work) : start + work, supplied);
    for (let at = plant.fixturesFrom[operation] as number; at < (plant.fixturesFrom[operation + 1] as number); at++) {
      const fixture = plant.fixtureOf[at] as number;
      this.#fixtures[fixture] = (this.#fixtures[fixture] as number) - 1;
    }
    this.#isBusy[machine] = 1;
    this.#family[machine] = family;
    this.#setUp += setUp;
    this.#take(operation, { option, setUpStart: setUp === 0 ? start : now, start, end });
    this.#kernel.schedule(end, ENDS, machine);
  }

  /** Fills a batch with what waits of its family, in the order of the rule. */
  #fill(machine: number, { first, queue, room }: { first: number; queue: readonly number[]; room: number }): void {
    const plant = this.#plant;
    const sameFamily = queue
      .filter((option) => {
        const operation = this.#optionOwner[option] as number;
        return operation !== first && plant.familyOf[operation] === plant.familyOf[first];
      })
      .map((option) => ({ option, value: this.#value(machine, option) }))
      .sort((a, b) => a.value - b.value);
    let left = room;
    for (const { option } of sameFamily) {
      const operation = this.#optionOwner[option] as number;
      if ((plant.loadOf[operation] as number) > left) continue;
      left -= plant.loadOf[operation] as number;
      const [setUpStart = 0, start = 0, end = 0] = [this.#setUpStart, this.#start, this.#end].map((all) => all[first]);
      this.#take(operation, { option, setUpStart, start, end });
    }
  }

  #take(
    operation: number,
    { option, setUpStart, start, end }: { option: number; setUpStart: number; start: number; end: number },
  ): void {
    const order = this.#plant.orderOf[operation] as number;
    this.#option[operation] = option;
    this.#setUpStart[operation] = setUpStart;
    this.#start[operation] = start;
    this.#end[operation] = end;
    this.#orderEnd[order] = Math.max(end, this.#orderEnd[order] as number);
    (this.#members[this.#plant.machineOf[option] as number] as number[]).push(operation);
    if ((this.#plant.lotOf[operation] as number) > 0) this.#passOn(operation);
  }
}

function beforeCount({ beforeFrom }: Plant, operation: number): number {
  return (beforeFrom[operation + 1] as number) - (beforeFrom[operation] as number);
}
