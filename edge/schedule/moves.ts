/** Operations where a person wants them: when they would end, and what stands against it (rules SD24 and SD25). */
import { keyOf, type PlacedStep } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { momentText } from "../contracts/words/time-text.ts";
import { scheduleFaults } from "./check/check.ts";
import type { ScheduleFault, Timed } from "./check/facts.ts";
import { problem } from "./check/problem-table.ts";
import type { WorkCalendar } from "./plant/calendar.ts";
import { NONE } from "./plant/floor-state.ts";
import { KNOWN_FROM } from "./plant/moments.ts";
import { optionOn, type Plant, setUpWork } from "./plant/plant.ts";
import { readPlant } from "./plant/read.ts";
import { Transfer } from "./plant/transfer.ts";

/** `start`: ms since 1970. */
export interface Move extends PlacedStep {
  readonly machine: string;
  readonly start: number;
}

export interface Moved {
  /** The moved operations as they would be. */
  readonly operations: readonly Timed[];
  readonly faults: readonly ScheduleFault[];
}

/** A plan and a schedule for it, in which operations are moved without any being stored. */
export class Moves {
  readonly #plan: WorkPlan;
  readonly #schedule: readonly Timed[];
  readonly #plant: Plant;
  readonly #places: ReadonlyMap<string, number>;
  readonly #machines: ReadonlyMap<string, number>;

  constructor(plan: WorkPlan, schedule: readonly Timed[]) {
    this.#plan = plan;
    this.#schedule = schedule;
    // Every machine that can make an operation, wherever it was locked before.
    this.#plant = readPlant({ ...plan, kept: [], locks: [] });
    const { names, orderOf } = this.#plant;
    this.#places = new Map(
      names.steps.map((step, at) => [keyOf({ order: names.orders[orderOf[at] as number] as string, step }), at]),
    );
    this.#machines = new Map(names.machines.map((name, at) => [name, at]));
  }

  /** Whether the plan has an operation. */
  has(place: PlacedStep): boolean {
    return this.#places.has(keyOf(place));
  }

  /** What is moved must be in the plan. `isAlone`: what else is on its machine is not known, nor are set-ups. */
  check(moves: readonly Move[], isAlone = false): Moved {
    const moved = new Map(moves.map((move) => [keyOf(move), move]));
    const others = this.#schedule.filter((one) => !moved.has(keyOf(one)));
    const timed = this.#timedAll([...moved.values()], others);
    const all = [...others, ...timed].sort((a, b) => a.start - b.start);
    const operations = timed.map((one) => ({ ...one, setUpStart: isAlone ? one.start : this.#setUpStart(one, all) }));
    const faults = scheduleFaults(this.#plan, { operations: [...others, ...operations] }, operations);
    const said = faults.map((fault) => {
      const own = moved.has(keyOf(fault.operation)) || fault.with === null ? undefined : moved.get(keyOf(fault.with));
      return own === undefined ? fault : turned(fault, own);
    });
    return { operations, faults: said };
  }

  /** Moved operations with their ends, each behind those it follows, whose lots it may wait for. */
  #timedAll(moves: readonly Move[], others: readonly Timed[]): readonly Timed[] {
    const { startMs, names } = this.#plant;
    const size = names.steps.length;
    const placed = { option: new Int32Array(size), start: new Float64Array(size), end: new Float64Array(size) };
    const transfer = new Transfer(this.#plant, placed);
    const operationOf = (one: PlacedStep): number => this.#places.get(keyOf(one)) ?? NONE;
    const place = (one: Timed): void => {
      const operation = operationOf(one);
      if (operation === NONE) return;
      placed.option[operation] = this.#option(operation, one.machine) ?? (this.#plant.optionsFrom[operation] as number);
      placed.start[operation] = (one.start - startMs) / 1_000;
      placed.end[operation] = (one.end - startMs) / 1_000;
    };
    for (const one of others) place(one);
    return moves
      .toSorted((a, b) => operationOf(a) - operationOf(b))
      .map((move) => {
        const one = this.#timed(move, transfer);
        place(one);
        return one;
      });
  }

  /** The option of a machine; undefined where that cannot make it. */
  #option(operation: number, machine: string): number | undefined {
    return optionOn(this.#plant, operation, this.#machines.get(machine) ?? NONE);
  }

  /** Its end by work, calendar and the lots that come last. On a machine that cannot make it, it has no length. */
  #timed({ order, step, machine, start }: Move, transfer: Transfer): Timed {
    const { workOf, isInterruptible, calendars, startMs } = this.#plant;
    const operation = this.#places.get(keyOf({ order, step })) as number;
    const own = this.#machines.get(machine) ?? NONE;
    const option = this.#option(operation, machine);
    const work = option === undefined ? 0 : (workOf[option] as number);
    const begin = (start - startMs) / 1_000;
    // What is asked for before calendars are known is in the past anyway.
    const stops = isInterruptible[operation] === 1 && work > 0 && begin >= KNOWN_FROM;
    const worked = stops ? (calendars[own] as WorkCalendar).end(begin, work) : begin + work;
    const until = option === undefined ? begin : Math.max(worked, transfer.last(operation, option));
    return { order, step, machine, setUpStart: start, start, end: startMs + until * 1_000 };
  }

  /** By what is before it on its machine; in a batch that of the batch. */
  #setUpStart(one: Timed, all: readonly Timed[]): number {
    const machine = this.#machines.get(one.machine);
    if (machine === undefined) return one.start;
    const own = all.filter((other) => other.machine === one.machine);
    const isTogether = (other: Timed): boolean => other.start === one.start && other.end === one.end;
    const mate = own.find((other) => this.#plant.capacityOf[machine] !== 0 && other !== one && isTogether(other));
    if (mate !== undefined && mate.setUpStart < mate.start) return mate.setUpStart;
    const before = own.findLast((other) => other !== one && other.start <= one.start && !isTogether(other));
    const family = before === undefined ? this.#plant.setUpNow[machine] : this.#family(before);
    const work = setUpWork(this.#plant, machine, family as number, this.#family(one));
    if (work === 0) return one.start;
    const { startMs, calendars } = this.#plant;
    const from = (calendars[machine] as WorkCalendar).back((one.start - startMs) / 1_000, work);
    // Where its calendar has never been open before, the set-up would begin in time immemorial.
    return Number.isFinite(from) ? startMs + from * 1_000 : startMs;
  }

  #family(one: Timed): number {
    return this.#plant.familyOf[this.#places.get(keyOf(one)) ?? NONE] ?? 0;
  }

  /**
   * What stands against the locks of the plan that no other operation could make way for: machine and calendar,
   * release, what is kept, other locks, and steps before it that cannot have ended.
   */
  static lockFaults(plan: WorkPlan): readonly ScheduleFault[] {
    const kept = plan.kept.map(({ order, operation: step, machine, setUpStart, start, end }) => {
      const [from, begin, until] = [setUpStart, start, end].map((moment) => Date.parse(moment));
      return { order, step, machine, setUpStart: from as number, start: begin as number, end: until as number };
    });
    const moves = new Moves(plan, kept);
    const locks = plan.locks.map(({ order, operation: step, machine, start }) => {
      return { order, step, machine, start: Date.parse(start) };
    });
    const { faults } = moves.check(locks, true);
    return [...faults.filter(({ kind }) => kind !== "setUp"), ...moves.#tooSoon(locks, kept)];
  }

  /** When a step can have made its first pieces at the soonest, seconds. */
  #passesOn(
    before: number,
    { begins, least }: { readonly begins: Float64Array; readonly least: Float64Array },
  ): number {
    const { lotOf, quantityOf, orderOf, optionsFrom, workOf } = this.#plant;
    const lot = lotOf[before] as number;
    if (lot === 0) return least[before] as number;
    const work = Math.min(...workOf.subarray(optionsFrom[before], optionsFrom[before + 1]));
    const share = lot / (quantityOf[orderOf[before] as number] as number);
    return (begins[before] as number) + Math.floor(work * share);
  }

  /** Locks before the steps that they follow can have made their first pieces, however early these are. */
  #tooSoon(locks: readonly Move[], kept: readonly Timed[]): readonly ScheduleFault[] {
    const { beforeFrom, before, optionsFrom, workOf, startMs, orderOf, releaseOf, materialOf, opensAt } = this.#plant;
    const least = new Float64Array(orderOf.length);
    const begins = new Float64Array(orderOf.length);
    const placed = new Map(kept.map((one) => [this.#places.get(keyOf(one)), one]));
    const ready = new Float64Array(orderOf.length);
    for (let operation = 0; operation < least.length; operation++) {
      let from = 0;
      for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
        from = Math.max(from, this.#passesOn(before[at] as number, { begins, least }));
      ready[operation] = from;
      const release = releaseOf[orderOf[operation] as number] as number;
      const begin = Math.max(from, opensAt, release, materialOf[operation] as number);
      const work = workOf.subarray(optionsFrom[operation], optionsFrom[operation + 1]);
      const own = placed.get(operation);
      begins[operation] = own === undefined ? begin : (own.start - startMs) / 1_000;
      least[operation] = own === undefined ? begin + Math.min(...work) : (own.end - startMs) / 1_000;
    }
    return locks.flatMap(({ order, step, machine, start }) => {
      const until = startMs + (ready[this.#places.get(keyOf({ order, step })) as number] as number) * 1_000;
      if (start >= until) return [];
      const text = { order, step, until: momentText(until, this.#plan.timeZone, false) };
      return [
        { kind: "before", operation: { order, step, machine }, with: null, text: problem("schedule-too-soon", text) },
      ];
    });
  }
}

/** The same, said of the other operation, which was moved. */
function turned({ kind, operation, text }: ScheduleFault, { order, step, machine }: Move): ScheduleFault {
  const other = { order: operation.order, step: operation.step };
  return { kind: kind === "before" ? "after" : kind, operation: { order, step, machine }, with: other, text };
}
