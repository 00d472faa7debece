import { keyOf, type PlannedOperation } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import type { WorkCalendar } from "./plant/calendar.ts";
import { Moments } from "./plant/moments.ts";
import { type Plant, setUpWork } from "./plant/plant.ts";
import { machineCalendars, readPlant } from "./plant/read.ts";

/** A stretch in which a machine is down. */
interface Gap {
  readonly from: string;
  readonly to: string;
}

/**
 * What machines and fixtures do with the operations of an earlier schedule that are kept, which come in the order of
 * their starts: whether one more can start as planned, and when what runs ends.
 */
export class KeptFloor {
  readonly kept: PlannedOperation[] = [];
  readonly #plant: Plant;
  /** By machine, without the events. */
  readonly #calendars: readonly WorkCalendar[];
  readonly #operations: ReadonlyMap<string, number>;
  readonly #byOperation = new Map<number, PlannedOperation>();
  readonly #byMachine = new Map<string, PlannedOperation>();
  readonly #byFixture = new Map<number, PlannedOperation[]>();

  /** `changed`: the plan with the events. */
  constructor(plan: WorkPlan, changed: WorkPlan) {
    this.#plant = readPlant({ ...changed, start: plan.start, kept: [], locks: [] });
    this.#calendars = machineCalendars(plan, new Moments(plan));
    const { names, orderOf } = this.#plant;
    this.#operations = new Map(
      names.steps.map((step, at) => [keyOf({ order: names.orders[orderOf[at] as number] as string, step }), at]),
    );
  }

  /** Whether the plan has this operation. */
  has(planned: PlannedOperation): boolean {
    return this.#operations.has(keyOf(planned));
  }

  /** When the piece is at its machine, ms since 1970; never, where a step before it is not kept. */
  there(planned: PlannedOperation): number {
    const { releaseOf, orderOf, materialOf } = this.#plant;
    const operation = this.#place(planned);
    const supplied = Math.max(releaseOf[orderOf[operation] as number] as number, materialOf[operation] as number);
    const { machines } = this.#plant.names;
    const own = machines.indexOf(planned.machine);
    const arrivals = this.#before(planned).map((other) => {
      if (other === undefined) return Number.POSITIVE_INFINITY;
      const way = this.#plant.transport[machines.indexOf(other.machine) * machines.length + own] as number;
      return other.end + way * 1_000;
    });
    return Math.max(this.#ms(supplied), ...arrivals);
  }

  /** The steps that it follows, as they are kept. */
  #before(planned: PlannedOperation): (PlannedOperation | undefined)[] {
    const { before, beforeFrom } = this.#plant;
    const operation = this.#place(planned);
    const steps = [...before.subarray(beforeFrom[operation], beforeFrom[operation + 1])];
    return steps.map((other) => this.#byOperation.get(other));
  }

  /**
   * Whether an operation had begun by `now`: it was to, and nothing that is told late, an end that moved or a machine
   * that was down already, has kept it from that.
   */
  hasBegun(planned: PlannedOperation, now: number, gaps: readonly Gap[]): boolean {
    if (planned.start >= now) return false;
    if (this.#before(planned).some((other) => other === undefined || other.end > planned.start)) return false;
    if (gaps.some(({ from, to }) => Date.parse(from) <= planned.start && planned.start < Date.parse(to))) return false;
    const last = this.#byMachine.get(planned.machine);
    return last === undefined || planned.setUpStart >= last.end || this.#sharesBatch(planned);
  }

  /** Whether an operation that has not begun can start as planned. */
  canStart(planned: PlannedOperation): boolean {
    const isPieceThere = (by: number): boolean => this.there(planned) <= by;
    if (this.#sharesBatch(planned)) return isPieceThere(planned.start);
    const last = this.#byMachine.get(planned.machine);
    if (last !== undefined && planned.setUpStart < last.end) return false;
    if (!isPieceThere(this.#plant.isSetUpAhead ? planned.start : planned.setUpStart)) return false;
    return this.#isSetUp(planned, last) && this.#hasFixtures(planned);
  }

  /** Keeps an operation as it is. */
  keep(planned: PlannedOperation): void {
    this.kept.push(planned);
    this.#byOperation.set(this.#place(planned), planned);
    this.#byMachine.set(planned.machine, planned);
    for (const fixture of this.#fixtures(planned))
      this.#byFixture.set(fixture, [...(this.#byFixture.get(fixture) ?? []), planned]);
  }

  /** Keeps an operation that has begun; the work that is left when its machine breaks down is done after that. */
  run(planned: PlannedOperation, gaps: readonly Gap[]): void {
    const end = this.#sharesBatch(planned) ? this.#byMachine.get(planned.machine)?.end : this.#endBehind(planned, gaps);
    this.keep({ ...planned, end: end ?? planned.end });
  }

  #endBehind({ machine: name, ...planned }: PlannedOperation, gaps: readonly Gap[]): number | undefined {
    const [first] = gaps
      .filter(({ from, to }) => Date.parse(from) < planned.end && Date.parse(to) > planned.start)
      .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
    if (first === undefined) return undefined;
    const machine = this.#plant.names.machines.indexOf(name);
    const end = this.#seconds(planned.end);
    const from = this.#seconds(Math.max(Date.parse(first.from), planned.start));
    const stops = this.#plant.isInterruptible[this.#place(planned)] === 1;
    const left = stops ? (this.#calendars[machine] as WorkCalendar).worked(from, end) : end - from;
    const calendar = this.#plant.calendars[machine] as WorkCalendar;
    return this.#ms(calendar.end(this.#seconds(Date.parse(first.to)), left));
  }

  #sharesBatch({ machine, start }: PlannedOperation): boolean {
    const capacity = this.#plant.capacityOf[this.#plant.names.machines.indexOf(machine)] as number;
    return capacity > 0 && this.#byMachine.get(machine)?.start === start;
  }

  /** Whether the time for its set-up is enough after what is now before it on its machine. */
  #isSetUp(planned: PlannedOperation, last: PlannedOperation | undefined): boolean {
    const { names, familyOf, setUpNow, calendars } = this.#plant;
    const machine = names.machines.indexOf(planned.machine);
    const family = last === undefined ? setUpNow[machine] : familyOf[this.#place(last)];
    const needed = setUpWork(this.#plant, machine, family as number, familyOf[this.#place(planned)] as number);
    const calendar = calendars[machine] as WorkCalendar;
    return needed <= calendar.worked(this.#seconds(planned.setUpStart), this.#seconds(planned.start));
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
        return moment < planned.setUpStart || held < (this.#plant.fixtureCount[fixture] as number);
      });
    });
  }

  #fixtures(planned: PlannedOperation): readonly number[] {
    const { fixtureOf, fixturesFrom } = this.#plant;
    const operation = this.#place(planned);
    return [...fixtureOf.subarray(fixturesFrom[operation], fixturesFrom[operation + 1])];
  }

  #place(planned: Pick<PlannedOperation, "order" | "step">): number {
    return this.#operations.get(keyOf(planned)) as number;
  }

  #ms(seconds: number): number {
    return this.#plant.startMs + seconds * 1_000;
  }

  #seconds(ms: number): number {
    return (ms - this.#plant.startMs) / 1_000;
  }
}
