import type { WorkCalendar } from "./calendar.ts";
import type { Course, Decisions, Span } from "./decided.ts";
import { FixtureUnits } from "./fixture-units.ts";
import { BROKEN, COST, FloorState, MAKESPAN, NONE, SET_UP } from "./floor-state.ts";
import { costOfEnd, type Plant, setUpWork } from "./plant.ts";
import { Transfer } from "./transfer.ts";

/** A lock that is not kept costs more than whatever else a schedule may, and so does each minute behind it. */
const BROKEN_LOCK = 1e9;
const BROKEN_MINUTE = 1e6;

/**
 * The times of a plant's operations, from decisions: each operation starts as early as the order of the decisions
 * allows, behind what its machine and its fixtures did before. On a batch machine an operation joins the last batch if
 * that is of its family, has room, and starts when the operation is ready.
 */
export class Timeline {
  readonly plant: Plant;
  readonly machine: Int32Array;
  readonly option: Int32Array;
  readonly setUpStart: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** The first of each operation's batch; itself where it is alone. */
  readonly batch: Int32Array;
  readonly #course: Course | undefined;
  readonly #state: FloorState;
  readonly #units: FixtureUnits;
  readonly #transfer: Transfer | undefined;
  readonly #machines: number;

  constructor(plant: Plant, course?: Course) {
    const size = plant.orderOf.length;
    this.plant = plant;
    this.#course = course;
    this.machine = new Int32Array(size);
    this.option = new Int32Array(size);
    this.setUpStart = new Float64Array(size);
    this.start = new Float64Array(size);
    this.end = new Float64Array(size);
    this.batch = new Int32Array(size);
    this.#state = new FloorState(plant);
    this.#machines = plant.names.machines.length;
    this.#units = new FixtureUnits(plant, this.#state.unitFree);
    this.#transfer = plant.hasLots ? new Transfer(plant, this, course?.workShare) : undefined;
  }

  get orderEnd(): Float64Array {
    return this.#state.orderEnd;
  }

  get cost(): number {
    return this.#state.sums[COST] as number;
  }

  /** What of the cost is because locks are not kept. */
  get brokenCost(): number {
    return this.#state.sums[BROKEN] as number;
  }

  /** Seconds. */
  get setUp(): number {
    return this.#state.sums[SET_UP] as number;
  }

  get makespan(): number {
    return this.#state.sums[MAKESPAN] as number;
  }

  /** Computes all times. Gives the cost, or infinity as soon as it is above `limit`; times are then not all there. */
  count(decisions: Decisions, limit = Number.POSITIVE_INFINITY): number {
    const { plant } = this;
    this.#state.begin(plant);
    this.batch.fill(NONE);
    for (let at = 0; at < plant.kept.length; at++) {
      this.#state.mark(at);
      this.#keep(at);
    }
    return this.#countFrom(plant.kept.length, decisions, limit);
  }

  /**
   * The same, where only the decisions of a span of the order differ from those that `other` has counted: the rest of
   * the cost is taken to be no less than there, once nothing behind the span is ahead of `other`.
   */
  recount(other: Timeline, span: Span, decisions: Decisions, limit: number): number {
    this.machine.set(other.machine);
    this.option.set(other.option);
    this.setUpStart.set(other.setUpStart);
    this.start.set(other.start);
    this.end.set(other.end);
    this.batch.set(other.batch);
    const from = this.#state.returnTo(span.from, other.#state);
    if (from < this.plant.kept.length) return this.count(decisions, limit);
    return this.#countFrom(from, decisions, limit, { other, from: span.to });
  }

  #countFrom(
    from: number,
    decisions: Decisions,
    limit: number,
    like?: { readonly other: Timeline; readonly from: number },
  ): number {
    const { sums } = this.#state;
    const { order } = decisions;
    for (let at = from; at < order.length; at++) {
      this.#state.mark(at);
      if (like !== undefined && at >= like.from && this.#isHopeless(at, like.other, limit))
        return Number.POSITIVE_INFINITY;
      const operation = order[at] as number;
      if (this.#course === undefined) this.#plan(operation, decisions);
      else if (this.batch[operation] === NONE) this.#run(operation, decisions, this.#course);
      if ((sums[COST] as number) > limit) return Number.POSITIVE_INFINITY;
    }
    const cost = (sums[COST] as number) + (this.plant.objective.makespan * (sums[MAKESPAN] as number)) / 60;
    sums[COST] = cost;
    return cost > limit ? Number.POSITIVE_INFINITY : cost;
  }

  /**
   * Whether the cost will be above a limit, by what the rest of the order costs in a schedule with the same rest. A
   * later start may save a set-up or fill a batch, so this is true of nearly all, not of all.
   */
  #isHopeless(at: number, other: Timeline, limit: number): boolean {
    const { open, sums } = this.#state;
    if (!this.#state.isMarked(at)) return false;
    if ((sums[COST] as number) + other.cost - other.#state.costAt(at) <= limit) return false;
    if (!this.#state.isBehind(at, other.#state)) return false;
    const { orderOf, hasLots } = this.plant;
    return this.end.every((end, one) => {
      if (open[orderOf[one] as number] === 0) return true;
      // Lots of what starts sooner come sooner.
      const startsSooner = hasLots && (this.start[one] as number) < (other.start[one] as number);
      return !startsSooner && end >= (other.end[one] as number);
    });
  }

  /** Takes the times of a kept operation as they are. Nothing else joins its batch. */
  #keep(at: number): void {
    const { plant } = this;
    const { last, freeAt, load } = this.#state;
    const { operation, option, setUpStart, start, end } = plant.kept[at] as Plant["kept"][number];
    const machine = plant.machineOf[option] as number;
    const other = last[machine] as number;
    const capacity = plant.capacityOf[machine] as number;
    this.machine[operation] = machine;
    this.option[operation] = option;
    if (other !== NONE && this.start[other] === start && capacity > 0) this.#share(operation, other);
    else {
      this.setUpStart[operation] = setUpStart;
      this.start[operation] = start;
      this.end[operation] = end;
      this.#take(operation);
      freeAt[machine] = Math.max(end, plant.freeFrom[machine] as number);
    }
    load[machine] = capacity;
  }

  #plan(operation: number, { option, notBefore }: Decisions): void {
    const { plant } = this;
    const { last, load, family } = this.#state;
    const chosen = option[operation] as number;
    const machine = plant.machineOf[chosen] as number;
    this.machine[operation] = machine;
    this.option[operation] = chosen;
    const there = this.#ready(operation);
    const ready = Math.max(there, plant.lockedAt[operation] as number, notBefore[operation] as number);
    const capacity = plant.capacityOf[machine] as number;
    const own = plant.loadOf[operation] as number;
    if (capacity > 0) {
      const other = last[machine] as number;
      const all = (load[machine] as number) + own;
      const joins = other !== NONE && all <= capacity && family[machine] === plant.familyOf[operation];
      if (joins && ready <= (this.start[other] as number)) {
        load[machine] = all;
        this.#share(operation, other);
        return;
      }
      load[machine] = own;
    }
    this.#place(operation, plant.workOf[chosen] as number, ready, there);
  }

  /** A whole batch as planned, when its last piece is there. */
  #run(operation: number, { option, notBefore }: Decisions, course: Course): void {
    const chosen = option[operation] as number;
    const machine = this.plant.machineOf[chosen] as number;
    this.machine[operation] = machine;
    this.option[operation] = chosen;
    const first = this.#ready(operation);
    let ready = first;
    for (let one = operation; one !== NONE; one = course.nextInBatch[one] as number) {
      this.machine[one] = machine;
      this.option[one] = option[one] as number;
      const wanted = Math.max(this.plant.lockedAt[one] as number, notBefore[one] as number);
      ready = Math.max(ready, this.#ready(one), wanted);
    }
    this.#place(operation, this.plant.workOf[chosen] as number, ready, first);
    for (let one = course.nextInBatch[operation] as number; one !== NONE; one = course.nextInBatch[one] as number)
      this.#share(one, operation);
  }

  /** When an operation could start if its machine were free: release, material, operations before and the way. */
  #ready(operation: number): number {
    const { before, beforeFrom, transport, releaseOf, orderOf, materialOf, opensAt } = this.plant;
    const { machine, end } = this;
    const own = machine[operation] as number;
    let ready = Math.max(releaseOf[orderOf[operation] as number] as number, materialOf[operation] as number, opensAt);
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++) {
      const other = before[at] as number;
      const there =
        this.#transfer === undefined
          ? (end[other] as number) + (transport[(machine[other] as number) * this.#machines + own] as number)
          : this.#transfer.first(other, operation, this.option[operation] as number);
      if (there > ready) ready = there;
    }
    return ready;
  }

  /** When the pieces of one operation are made that another, which follows it, starts with. */
  firstMade(before: number, operation: number): number {
    if (this.#transfer === undefined) return this.end[before] as number;
    return this.#transfer.firstMade(before, operation, this.option[operation] as number);
  }

  /**
   * Places an operation behind what its machine did before. Whether it fits before a break is asked of the plan.
   * `first`: when its own piece is there, without those that share its batch.
   */
  #place(operation: number, planned: number, ready: number, first: number): void {
    const { plant } = this;
    const { freeAt, family, sums } = this.#state;
    const machine = this.machine[operation] as number;
    const calendar = plant.calendars[machine] as WorkCalendar;
    let work = planned;
    let setUp = setUpWork(plant, machine, family[machine] as number, plant.familyOf[operation] as number);
    if (this.#course !== undefined) {
      work *= this.#course.workShare[operation] as number;
      setUp *= this.#course.setUpShare[operation] as number;
    }
    let from = Math.max(freeAt[machine] as number, plant.opensAt, this.#units.freeAt(operation));
    if (!plant.isSetUpAhead && first > from) from = first;
    const isSet = setUp === 0 ? from : calendar.end(from, setUp);
    const earliest = Math.max(isSet, ready);
    const stops = plant.isInterruptible[operation] === 1;
    const supplied = this.#transfer?.last(operation, this.option[operation] as number) ?? 0;
    const start = stops ? calendar.begin(earliest) : calendar.fit(earliest, planned, supplied);
    this.start[operation] = start;
    this.end[operation] = Math.max(stops ? calendar.end(start, work) : start + work, supplied);
    this.setUpStart[operation] = setUp === 0 ? start : calendar.back(start, setUp);
    sums[SET_UP] = (sums[SET_UP] as number) + setUp;
    sums[COST] = (sums[COST] as number) + (plant.objective.setUp * setUp) / 60;
    this.#take(operation);
  }

  /** The operation is the last that its machine and its fixtures did. */
  #take(operation: number): void {
    const { plant } = this;
    const { last, freeAt, family, sums } = this.#state;
    const machine = this.machine[operation] as number;
    const end = this.end[operation] as number;
    this.batch[operation] = operation;
    last[machine] = operation;
    freeAt[machine] = end;
    family[machine] = plant.familyOf[operation] as number;
    this.#units.hold(operation, this.setUpStart[operation] as number, end);
    const weight = plant.objective.energy;
    const power = plant.powerOf[machine] as number;
    if (weight > 0 && power > 0) {
      const cost = power * plant.tariff.cost(this.start[operation] as number, end);
      sums[COST] = (sums[COST] as number) + weight * cost;
    }
    this.#finish(operation, end);
  }

  #share(operation: number, other: number): void {
    this.batch[operation] = this.batch[other] as number;
    this.setUpStart[operation] = this.setUpStart[other] as number;
    this.start[operation] = this.start[other] as number;
    this.end[operation] = this.end[other] as number;
    this.#finish(operation, this.end[other] as number);
  }

  #finish(operation: number, end: number): void {
    const { orderEnd, open, sums } = this.#state;
    const order = this.plant.orderOf[operation] as number;
    if (end > (orderEnd[order] as number)) orderEnd[order] = end;
    if (end > (sums[MAKESPAN] as number)) sums[MAKESPAN] = end;
    const locked = this.plant.lockedAt[operation] as number;
    const behind = locked < 0 ? 0 : (this.start[operation] as number) - locked;
    if (behind > 0) {
      const broken = BROKEN_LOCK + (BROKEN_MINUTE * behind) / 60;
      sums[BROKEN] = (sums[BROKEN] as number) + broken;
      sums[COST] = (sums[COST] as number) + broken;
    }
    const left = (open[order] as number) - 1;
    open[order] = left;
    if (left === 0) sums[COST] = (sums[COST] as number) + costOfEnd(this.plant, order, orderEnd[order] as number);
  }
}
