import { minutesOf, Zone } from "../contracts/plant/time-zone.ts";
import type { PlannedOperation } from "../contracts/schedule/schedule.ts";
import type { PlannedMachine, RouteStep, WorkPlan } from "../contracts/schedule/work-plan.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Set-ups and work are rounded to seconds. */
const ROUNDING_MS = 1_000;

type Timed = Pick<PlannedOperation, "order" | "step" | "machine" | "setUpStart" | "start" | "end">;

/**
 * Whatever constraint of a work plan a schedule violates, each as a sentence with order, step and machine; empty where
 * it keeps all. Of a kept operation, what lies behind the plan's start is looked at like all others. Knows nothing of
 * how schedules are made: it reads the work plan as it is written, and looks at calendars minute by minute.
 */
export function scheduleFaults(plan: WorkPlan, schedule: { readonly operations: readonly Timed[] }): string[] {
  return new Check(plan, schedule.operations).faults();
}

class Check {
  readonly #plan: WorkPlan;
  readonly #operations: readonly Timed[];
  readonly #byStep: ReadonlyMap<string, Timed>;
  readonly #machines: ReadonlyMap<string, PlannedMachine>;
  readonly #faults: string[] = [];
  readonly #zone: Zone;
  readonly #startMs: number;
  readonly #horizonMs: number;

  constructor(plan: WorkPlan, operations: readonly Timed[]) {
    this.#plan = plan;
    this.#operations = operations;
    this.#byStep = new Map(operations.map((one) => [nameOf(one), one]));
    this.#machines = new Map(plan.machines.map((machine) => [machine.id, machine]));
    this.#zone = new Zone(plan.timeZone);
    this.#startMs = Date.parse(plan.start);
    this.#horizonMs = this.#startMs + plan.horizonDays * DAY_MS;
  }

  faults(): string[] {
    const routes = new Map(this.#plan.variants.map(({ id, route }) => [id, route]));
    let expected = 0;
    for (const order of this.#plan.orders) {
      const route = routes.get(order.variant) ?? [];
      expected += route.length;
      for (const [at, step] of route.entries()) this.#step(order, step, step.after ?? namesBefore(route, at));
    }
    if (this.#operations.length !== expected)
      this.#faults.push(`${this.#operations.length} operations are planned instead of ${expected}`);
    for (const { id } of this.#plan.machines) this.#machine(id);
    for (const { id, count } of this.#plan.fixtures) this.#fixture(id, count);
    return this.#faults;
  }

  #step(order: WorkPlan["orders"][number], step: RouteStep, before: readonly string[]): void {
    const planned = this.#byStep.get(nameOf({ order: order.id, step: step.id }));
    const place = `order ${order.id}, step ${step.id}`;
    if (planned === undefined) return void this.#faults.push(`${place}: it is not planned`);
    const machine = this.#machines.get(planned.machine);
    const option = step.machines.find((one) => one.machine === planned.machine);
    if (machine === undefined || option === undefined)
      return void this.#faults.push(`${place}: ${planned.machine} cannot make it`);
    const kept = this.#keptOf(planned);
    if (kept !== undefined) {
      const isSame = Date.parse(kept.start) === planned.start && kept.machine === planned.machine;
      if (!isSame) this.#faults.push(`${place}: its kept start is not kept`);
      const stops = machine.unavailable.find(({ from, to }) => isWithin(planned.end, { from, to }));
      if (planned.end > this.#startMs && stops !== undefined)
        this.#faults.push(`${place}: it ends while ${machine.id} is not available`);
      // What has happened before the plan's start is as it was.
      if (planned.start < this.#startMs) return;
    }
    this.#starts(order, { place, step, planned });
    if (planned.start < this.#there(planned) - ROUNDING_MS)
      this.#faults.push(`${place}: it starts before ${before.join(", ")} has ended and the piece is there`);
    const pieces = machine.capacity === undefined ? order.quantity : 1;
    this.#works(place, planned, { machine, step, workMs: option.minutes * MINUTE_MS * pieces });
  }

  #starts(
    order: WorkPlan["orders"][number],
    { place, step, planned }: { readonly place: string; readonly step: RouteStep; readonly planned: Timed },
  ): void {
    const isKept = this.#keptOf(planned) !== undefined;
    const opens = isKept ? this.#plan.start : (this.#plan.freezeUntil ?? this.#plan.start);
    const least = [
      ["the plan's start", opens],
      ["its release", order.release],
      ["its material", order.material.find(({ operation }) => operation === step.id)?.from],
    ] as const;
    for (const [what, moment] of least)
      if (moment !== undefined && planned.start < Date.parse(moment))
        this.#faults.push(`${place}: it starts before ${what}`);
    if (isKept && planned.setUpStart < this.#startMs) return;
    if (planned.setUpStart < Date.parse(opens)) this.#faults.push(`${place}: its set-up starts before the plan`);
    const free = this.#machines.get(planned.machine)?.freeFrom;
    if (free !== undefined && planned.setUpStart < Date.parse(free))
      this.#faults.push(`${place}: ${planned.machine} is not free yet`);
  }

  /** When the piece of an operation is at its machine: released, with its material, from the steps before it. */
  #there(planned: Timed): number {
    const order = this.#plan.orders.find(({ id }) => id === planned.order);
    const route = this.#plan.variants.find(({ id }) => id === order?.variant)?.route ?? [];
    const at = route.findIndex(({ id }) => id === planned.step);
    const material = order?.material.find(({ operation }) => operation === planned.step)?.from;
    const arrivals = (route[at]?.after ?? namesBefore(route, at)).map((step) => {
      const before = this.#byStep.get(nameOf({ order: planned.order, step }));
      return before === undefined ? 0 : before.end + this.#wayMs(before, planned);
    });
    return Math.max(0, ...arrivals, ...[order?.release, material].map((moment) => (moment ? Date.parse(moment) : 0)));
  }

  #wayMs(before: Timed, after: Timed): number {
    const { within, other, between } = this.#plan.transport;
    const [from, to] = [this.#machines.get(before.machine), this.#machines.get(after.machine)];
    const pair = between.find((one) => one.from === from?.area && one.to === to?.area);
    return MINUTE_MS * (from === to ? 0 : (pair?.minutes ?? (from?.area === to?.area ? within : other)));
  }

  /** Work and set-up take their time while the machine's calendar is open. */
  #works(
    place: string,
    planned: Timed,
    { machine, step, workMs }: { readonly machine: PlannedMachine; readonly step: RouteStep; readonly workMs: number },
  ): void {
    const open = this.#openMs(machine, planned.start, planned.end);
    if (Math.abs(open - workMs) > 2 * ROUNDING_MS)
      this.#faults.push(`${place}: ${machine.id} works ${open / MINUTE_MS} min on it instead of ${workMs / MINUTE_MS}`);
    if (!step.interruptible && planned.end - planned.start > open + ROUNDING_MS)
      this.#faults.push(`${place}: ${machine.id} closes in between`);
  }

  #machine(id: string): void {
    const own = this.#operations
      .filter(({ machine }) => machine === id)
      .sort((a, b) => a.start - b.start || a.end - b.end);
    const capacity = this.#machines.get(id)?.capacity;
    const batches: Timed[][] = [];
    for (const one of own) {
      const last = batches.at(-1);
      if (capacity !== undefined && last?.[0]?.start === one.start && last[0].end === one.end) last.push(one);
      else batches.push([one]);
    }
    for (const [at, batch] of batches.entries()) {
      const [first] = batch as [Timed];
      const before = batches[at - 1]?.[0];
      if (before !== undefined && first.setUpStart < before.end)
        this.#faults.push(`${id}: order ${first.order}, step ${first.step} overlaps order ${before.order}`);
      const family = this.#family(first);
      if (batch.some((one) => this.#family(one) !== family)) this.#faults.push(`${id}: a batch of two families`);
      const load = batch.reduce((sum, one) => sum + this.#load(one), 0);
      if (capacity !== undefined && load > capacity) this.#faults.push(`${id}: a batch of ${load} of ${capacity}`);
      if (first.setUpStart < this.#startMs && this.#keptOf(first) !== undefined) continue;
      this.#setUp(id, first, before);
      const isThere = batch.some((one) => this.#there(one) <= one.setUpStart + ROUNDING_MS);
      if (!this.#plan.setUpAhead && !isThere)
        this.#faults.push(`${id}: set-up of order ${first.order}, step ${first.step} begins before the piece is there`);
    }
  }

  #setUp(id: string, first: Timed, before: Timed | undefined): void {
    const machine = this.#machines.get(id) as PlannedMachine;
    const from = before === undefined ? machine.setUpNow : this.#family(before);
    const to = this.#family(first);
    const table = this.#plan.setUps.find((one) => one.id === machine.setUps);
    const pair = table?.between.find((one) => one.from === from && one.to === to)?.minutes;
    const usual = from === undefined ? table?.first : from === to ? table?.same : table?.other;
    const minutes = pair ?? usual ?? 0;
    const open = this.#openMs(machine, first.setUpStart, first.start);
    if (open < minutes * MINUTE_MS - 2 * ROUNDING_MS)
      this.#faults.push(
        `${id}: set-up of order ${first.order}, step ${first.step} has ${open / MINUTE_MS} min of ${minutes}`,
      );
  }

  #fixture(id: string, count: number): void {
    const holders = this.#operations.filter((one) => this.#stepOf(one)?.fixtures.includes(id));
    for (const { setUpStart: at, order } of holders) {
      const atOnce = holders.filter((one) => one.setUpStart <= at && one.end > at);
      if (atOnce.length > count)
        this.#faults.push(`fixture ${id}: ${atOnce.length} of ${count} when order ${order} starts`);
    }
  }

  #keptOf({ order, step }: Timed): WorkPlan["kept"][number] | undefined {
    return this.#plan.kept.find((one) => one.order === order && one.operation === step);
  }

  #stepOf({ order, step }: Timed): RouteStep | undefined {
    const variant = this.#plan.orders.find(({ id }) => id === order)?.variant;
    return this.#plan.variants.find(({ id }) => id === variant)?.route.find(({ id }) => id === step);
  }

  #family(one: Timed): string {
    return this.#stepOf(one)?.family ?? this.#plan.orders.find(({ id }) => id === one.order)?.variant ?? "";
  }

  #load(one: Timed): number {
    return (this.#stepOf(one)?.size ?? 1) * (this.#plan.orders.find(({ id }) => id === one.order)?.quantity ?? 1);
  }

  /** Open time of a machine between two moments; calendars open and close on whole minutes. */
  #openMs(machine: PlannedMachine, from: number, to: number): number {
    let open = 0;
    for (let at = from; at < to; ) {
      const next = Math.min(to, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS);
      if (this.#isOpen(machine, at)) open += next - at;
      at = next;
    }
    return open;
  }

  #isOpen(machine: PlannedMachine, moment: number): boolean {
    if (moment >= this.#horizonMs) return true;
    if (machine.unavailable.some(({ from, to }) => Date.parse(from) <= moment && moment < Date.parse(to))) return false;
    const calendar = this.#plan.calendars.find(({ id }) => id === machine.calendar);
    if (calendar === undefined) return true;
    const local = this.#zone.toLocal(moment);
    return [0, 1].some((daysAgo) => {
      const day = Math.floor(local / DAY_MS) - daysAgo;
      const date = new Date(day * DAY_MS);
      if (calendar.closed.includes(date.toISOString().slice(0, 10))) return false;
      const minute = (local - day * DAY_MS) / MINUTE_MS;
      return calendar.windows.some(({ days, from, to }) => {
        const end = minutesOf(to) + (minutesOf(to) <= minutesOf(from) ? 1_440 : 0);
        return days.includes(date.getUTCDay() || 7) && minutesOf(from) <= minute && minute < end;
      });
    });
  }
}

function nameOf({ order, step }: Pick<Timed, "order" | "step">): string {
  return JSON.stringify([order, step]);
}

function namesBefore(route: readonly RouteStep[], at: number): string[] {
  return route.slice(Math.max(0, at - 1), at).map(({ id }) => id);
}

/** Whether work that ends at a moment would have been done in a stretch of time. */
function isWithin(end: number, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return Date.parse(from) < end && end <= Date.parse(to);
}
