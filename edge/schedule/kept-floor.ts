import type { PlacedStep, PlannedOperation } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import type { WorkCalendar } from "./plant/calendar.ts";
import { Moments } from "./plant/moments.ts";
import { optionOn, type Plant, setUpWork } from "./plant/plant.ts";
import { machineCalendars, readPlant } from "./plant/read.ts";
import { Transfer } from "./plant/transfer.ts";

/** A stretch in which a machine is down. */
interface Gap {
  readonly from: string;
  readonly to: string;
}

/** What an operation has on its machine before and behind it. */
interface Beside {
  readonly before: PlannedOperation | undefined;
  readonly next: PlannedOperation | undefined;
}

/**
 * What machines and fixtures do with the operations of an earlier schedule that are kept: whether one more can start
 * at a moment, and when what runs ends.
 */
export class KeptFloor {
  /** With the events. */
  readonly plant: Plant;
  /** By machine, without the events. */
  readonly #calendars: readonly WorkCalendar[];
  /** By order and step. */
  readonly #operations: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly #machines: ReadonlyMap<string, number>;
  readonly #byOperation = new Map<number, PlannedOperation>();
  /** By machine, in the order of their starts. */
  readonly #rows: readonly PlannedOperation[][];
  readonly #byFixture = new Map<number, PlannedOperation[]>();
  /** Times of what is kept. */
  readonly #placed: { readonly option: Int32Array; readonly start: Float64Array; readonly end: Float64Array };
  readonly #transfer: Transfer;

  /** `changed`: the plan with the events. */
  constructor(plan: WorkPlan, changed: WorkPlan) {
    this.plant = readPlant({ ...changed, start: plan.start, kept: [], locks: [] });
    this.#calendars = machineCalendars(plan, new Moments(plan));
    const { names, firstOf } = this.plant;
    this.#operations = new Map(
      names.orders.map((order, at) => {
        const first = firstOf[at] as number;
        const steps = names.steps.slice(first, firstOf[at + 1]);
        return [order, new Map(steps.map((step, place) => [step, first + place]))];
      }),
    );
    this.#machines = new Map(names.machines.map((name, at) => [name, at]));
    this.#rows = names.machines.map(() => []);
    const size = names.steps.length;
    const [start, end] = [new Float64Array(size), new Float64Array(size)];
    this.#placed = { option: new Int32Array(size), start, end };
    this.#transfer = new Transfer(this.plant, this.#placed);
  }

  get kept(): readonly PlannedOperation[] {
    return this.#rows.flat();
  }

  /** Whether the plan has this operation. */
  has(planned: PlannedOperation): boolean {
    return this.operation(planned) !== undefined;
  }

  /** Whether an operation is kept, here or elsewhere. */
  isKept(planned: PlacedStep): boolean {
    return this.#byOperation.has(this.operation(planned));
  }

  /** When the pieces that it starts with are at its machine, ms since 1970; never, where a step before is not kept. */
  there(planned: PlannedOperation): number {
    const { releaseOf, orderOf, materialOf } = this.plant;
    const operation = this.operation(planned);
    const supplied = Math.max(releaseOf[orderOf[operation] as number] as number, materialOf[operation] as number);
    // What is there when the plan starts was there before, when set-ups began that an earlier plan has kept.
    const isThere = supplied <= 0;
    const option = this.#option(planned);
    const arrivals = this.#before(planned).map((other) =>
      this.#byOperation.has(other) ? this.ms(this.#transfer.first(other, operation, option)) : Number.POSITIVE_INFINITY,
    );
    return Math.max(isThere ? 0 : this.ms(supplied), ...arrivals);
  }

  /** When the lots that come last have been worked, seconds; infinitely early where all pieces come at once. */
  supplied(planned: PlannedOperation): number {
    return this.#transfer.last(this.operation(planned), this.#option(planned));
  }

  /** The steps that it follows. */
  #before(planned: PlannedOperation): number[] {
    const { before, beforeFrom } = this.plant;
    const operation = this.operation(planned);
    return [...before.subarray(beforeFrom[operation], beforeFrom[operation + 1])];
  }

  /** That of its machine; the first where that cannot make it. */
  #option(planned: PlannedOperation): number {
    const operation = this.operation(planned);
    return optionOn(this.plant, operation, this.machine(planned)) ?? (this.plant.optionsFrom[operation] as number);
  }

  /**
   * Whether an operation had begun by `now`: it was to, and nothing that is told late, an end that moved or a machine
   * that was down already, has kept it from that.
   */
  hasBegun(planned: PlannedOperation, now: number, gaps: readonly Gap[]): boolean {
    if (planned.start >= now) return false;
    const [own, option] = [this.operation(planned), this.#option(planned)];
    const isThere = (other: number): boolean =>
      this.#byOperation.has(other) && this.ms(this.#transfer.firstMade(other, own, option)) <= planned.start;
    if (!this.#before(planned).every(isThere)) return false;
    if (gaps.some(({ from, to }) => Date.parse(from) <= planned.start && planned.start < Date.parse(to))) return false;
    const { before } = this.beside(planned);
    return before === undefined || planned.setUpStart >= before.end || this.batchOf(planned) !== undefined;
  }

  /**
   * An operation that has not begun as it was planned, set up earlier where what is now before it on its machine makes
   * the set-up longer; undefined where it cannot start then. `now`: no set-up begins before.
   */
  asPlanned(planned: PlannedOperation, now: number): PlannedOperation | undefined {
    const batch = this.batchOf(planned);
    if (batch !== undefined)
      return this.canJoin(planned, batch) ? { ...planned, setUpStart: batch.setUpStart, end: batch.end } : undefined;
    const machine = this.machine(planned);
    const calendar = this.plant.calendars[machine] as WorkCalendar;
    const needed = this.setUpBehind(this.beside(planned).before, planned);
    const isEnough = needed <= calendar.worked(this.seconds(planned.setUpStart), this.seconds(planned.start));
    const from = isEnough ? planned.setUpStart : this.ms(calendar.back(this.seconds(planned.start), needed));
    if (!isEnough && from < Math.max(now, this.freeFrom(planned))) return undefined;
    const end = this.#suppliedEnd(planned);
    const place = { ...planned, setUpStart: from, end };
    return end < Number.POSITIVE_INFINITY && this.hasRoom(place) ? place : undefined;
  }

  /** Its end by work, calendar and the lots that come last; infinite where it cannot stop and would have to. */
  #suppliedEnd(planned: PlannedOperation): number {
    const { lotOf, calendars, workOf, isInterruptible } = this.plant;
    if (this.#before(planned).every((other) => lotOf[other] === 0)) return planned.end;
    const calendar = calendars[this.machine(planned)] as WorkCalendar;
    const work = workOf[this.#option(planned)] as number;
    const [start, supplied] = [this.seconds(planned.start), this.supplied(planned)];
    if (isInterruptible[this.operation(planned)] === 1) return this.ms(Math.max(calendar.end(start, work), supplied));
    if (calendar.fit(start, work, supplied) !== start) return Number.POSITIVE_INFINITY;
    return this.ms(Math.max(start + work, supplied));
  }

  /** Whether an operation fits at a place with its set-up, and what is kept behind it can stay. */
  hasRoom(place: PlannedOperation): boolean {
    const { before, next } = this.beside(place);
    if (before !== undefined && place.setUpStart < before.end) return false;
    if (this.there(place) > (this.plant.isSetUpAhead ? place.start : place.setUpStart)) return false;
    return (next === undefined || this.#isSetUpBehind(place, next)) && this.#hasFixtures(place);
  }

  /** Whether an operation can share a batch that is kept. */
  canJoin(planned: PlannedOperation, batch: PlannedOperation): boolean {
    const { loadOf, capacityOf, familyOf } = this.plant;
    const [own, other] = [this.operation(planned), this.operation(batch)];
    const row = this.#rows[this.machine(batch)] as PlannedOperation[];
    let load = loadOf[own] as number;
    for (let at = placeIn(row, batch.start); row[at]?.start === batch.start; at++)
      load += loadOf[this.operation(row[at] as PlannedOperation)] as number;
    if (load > (capacityOf[this.machine(batch)] as number) || familyOf[own] !== familyOf[other]) return false;
    return this.there({ ...planned, machine: batch.machine }) <= batch.start;
  }

  /** The kept operation that starts with it on its batch machine. */
  batchOf({ machine, start }: PlannedOperation): PlannedOperation | undefined {
    const own = this.#machines.get(machine) as number;
    if (this.plant.capacityOf[own] === 0) return undefined;
    const row = this.#rows[own] as PlannedOperation[];
    const one = row[placeIn(row, start)];
    return one?.start === start ? one : undefined;
  }

  /** What is kept on its machine before its start, and at or behind it. */
  beside({ machine, start }: PlannedOperation): Beside {
    const row = this.#rows[this.#machines.get(machine) as number] as PlannedOperation[];
    const at = placeIn(row, start);
    return { before: row[at - 1], next: row[at] };
  }

  /** What is kept on a machine, in the order of starts. */
  row(machine: number): readonly PlannedOperation[] {
    return this.#rows[machine] as PlannedOperation[];
  }

  /** Keeps an operation as it is. */
  keep(planned: PlannedOperation): void {
    const row = this.#rows[this.machine(planned)] as PlannedOperation[];
    row.splice(placeIn(row, planned.start + 1), 0, planned);
    const operation = this.operation(planned);
    this.#byOperation.set(operation, planned);
    this.#placed.option[operation] = this.#option(planned);
    this.#placed.start[operation] = this.seconds(planned.start);
    this.#placed.end[operation] = this.seconds(planned.end);
    for (const fixture of this.#fixtures(planned))
      this.#byFixture.set(fixture, [...(this.#byFixture.get(fixture) ?? []), planned]);
  }

  /** Keeps an operation that has begun; the work that is left when its machine breaks down is done after that. */
  run(planned: PlannedOperation, gaps: readonly Gap[]): void {
    const batch = this.batchOf(planned);
    const end = batch?.end ?? this.#endBehind(planned, gaps) ?? planned.end;
    this.keep({ ...planned, end: Math.max(end, this.ms(this.supplied(planned))) });
  }

  #endBehind(planned: PlannedOperation, gaps: readonly Gap[]): number | undefined {
    const [first] = gaps
      .filter(({ from, to }) => Date.parse(from) < planned.end && Date.parse(to) > planned.start)
      .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
    if (first === undefined) return undefined;
    const machine = this.machine(planned);
    const end = this.seconds(planned.end);
    const from = this.seconds(Math.max(Date.parse(first.from), planned.start));
    const stops = this.plant.isInterruptible[this.operation(planned)] === 1;
    const left = stops ? (this.#calendars[machine] as WorkCalendar).worked(from, end) : end - from;
    const calendar = this.plant.calendars[machine] as WorkCalendar;
    return this.ms(calendar.end(this.seconds(Date.parse(first.to)), left));
  }

  /** Work of the set-up of an operation behind another on its machine, seconds. */
  setUpBehind(before: PlannedOperation | undefined, planned: PlannedOperation): number {
    const { familyOf, setUpNow } = this.plant;
    const machine = this.machine(planned);
    const family = before === undefined ? setUpNow[machine] : familyOf[this.operation(before)];
    return setUpWork(this.plant, machine, family as number, familyOf[this.operation(planned)] as number);
  }

  #isSetUpBehind(before: PlannedOperation, next: PlannedOperation): boolean {
    if (before.end > next.setUpStart) return false;
    const calendar = this.plant.calendars[this.machine(next)] as WorkCalendar;
    const worked = calendar.worked(this.seconds(next.setUpStart), this.seconds(next.start));
    return this.setUpBehind(before, next) <= worked;
  }

  /** Whether a unit of each of its fixtures is free all the time. */
  #hasFixtures(planned: PlannedOperation): boolean {
    return this.#fixtures(planned).every((fixture) => {
      const holders = (this.#byFixture.get(fixture) ?? []).filter(
        (one) => one.setUpStart < planned.end && one.end > planned.setUpStart,
      );
      const moments = [planned.setUpStart, ...holders.map(({ setUpStart }) => setUpStart)];
      return moments.every((moment) => {
        const held = holders.filter((one) => one.setUpStart <= moment && one.end > moment).length;
        return moment < planned.setUpStart || held < (this.plant.fixtureCount[fixture] as number);
      });
    });
  }

  #fixtures(planned: PlannedOperation): readonly number[] {
    const { fixtureOf, fixturesFrom } = this.plant;
    const operation = this.operation(planned);
    return [...fixtureOf.subarray(fixturesFrom[operation], fixturesFrom[operation + 1])];
  }

  /** Number of an operation in the plant's columns. */
  operation({ order, step }: PlacedStep): number {
    return this.#operations.get(order)?.get(step) as number;
  }

  machine({ machine }: Pick<PlannedOperation, "machine">): number {
    return this.#machines.get(machine) as number;
  }

  freeFrom(planned: PlannedOperation): number {
    return this.ms(this.plant.freeFrom[this.machine(planned)] as number);
  }

  ms(seconds: number): number {
    return this.plant.startMs + seconds * 1_000;
  }

  seconds(ms: number): number {
    return (ms - this.plant.startMs) / 1_000;
  }
}

/** Where operations begin that start at a moment or later. */
function placeIn(row: readonly PlannedOperation[], start: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle] as PlannedOperation).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
