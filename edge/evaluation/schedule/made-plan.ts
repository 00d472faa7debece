import { Chance } from "../../batch/chance.ts";
import type { RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";

/** What a made plan is like. */
export interface MadePlanOptions {
  readonly seed: number;
  readonly operations: number;
  readonly variants: number;
  /** Time from release to due date, as a multiple of an order's own work; both in hours in which the plant is open. */
  readonly tightness: number;
  /** Share of the bottleneck's open time that work and a usual set-up take. */
  readonly load: number;
}

export const MADE: Omit<MadePlanOptions, "seed"> = { operations: 500, variants: 113, tightness: 2.5, load: 0.9 };

const START = "2026-12-07T06:00:00Z";
const START_MS = Date.parse(START);
/** The plant is open on six days a week, from 6 to 22. */
const OPEN_MIN = 16 * 60;
const OPEN_DAYS = 6;
/** Share of the orders whose release lies before the start. */
const WAITING_SHARE = 0.3;

/** A stage of the plant: its machines, set-up families and how long a piece (a batch) takes. */
interface Stage {
  readonly id: string;
  readonly machines: number;
  readonly families: number;
  readonly minutes: readonly [least: number, most: number];
  readonly setUpMin: readonly [least: number, most: number];
  readonly capacity?: number;
  readonly isFixed?: true;
  readonly interruptible?: true;
  /** Share of the variants that pass it. */
  readonly share: number;
  readonly powerKw: number;
}

const STAGES: readonly Stage[] = [
  { id: "turn", machines: 2, families: 8, minutes: [2, 6], setUpMin: [15, 45], share: 0.85, powerKw: 15 },
  { id: "mill", machines: 3, families: 10, minutes: [3, 9], setUpMin: [20, 60], isFixed: true, share: 1, powerKw: 22 },
  { id: "deburr", machines: 1, families: 1, minutes: [0.5, 2], setUpMin: [0, 0], share: 0.5, powerKw: 3 },
  { id: "wash", machines: 1, families: 2, minutes: [25, 25], setUpMin: [10, 10], capacity: 120, share: 1, powerKw: 30 },
  { id: "coat", machines: 1, families: 6, minutes: [1, 2], setUpMin: [10, 50], share: 0.6, powerKw: 12 },
  {
    id: "oven",
    machines: 1,
    families: 3,
    minutes: [90, 90],
    setUpMin: [20, 40],
    capacity: 120,
    share: 0.6,
    powerKw: 80,
  },
  {
    id: "assemble",
    machines: 2,
    families: 5,
    minutes: [1.5, 4],
    setUpMin: [5, 15],
    interruptible: true,
    share: 0.9,
    powerKw: 2,
  },
  { id: "test", machines: 1, families: 4, minutes: [0.5, 1.5], setUpMin: [5, 20], share: 0.8, powerKw: 5 },
];

/**
 * A plant and its orders from a seed. Releases spread over as long as the bottleneck needs for all orders at the given
 * load; those before the start are at the start. A due date is the release and `tightness` times the order's own work
 * (total work content: Baker 1984), 20 % more or less by chance, counted in hours in which the plant is open. So
 * neither depends on any way to schedule.
 */
export function madePlan({ seed, operations, variants, tightness, load }: MadePlanOptions): WorkPlan {
  const chance = new Chance(seed);
  const made = Array.from({ length: variants }, (_, at) => ({ id: `V${at + 1}`, route: routeOf(chance) }));
  const drawn: { readonly variant: number; readonly quantity: number }[] = [];
  for (let count = 0; count < operations; ) {
    const variant = chance.below(variants);
    drawn.push({ variant, quantity: 5 + 5 * chance.below(5) });
    count += (made[variant] as { route: RouteStep[] }).route.length;
  }
  const spanMin = Math.max(...STAGES.map((stage) => stageMinutes(stage, made, drawn))) / load;
  const orders = drawn.map(({ variant, quantity }, at) => {
    const { id, route } = made[variant] as { id: string; route: RouteStep[] };
    const share = (chance.next() - WAITING_SHARE) / (1 - WAITING_SHARE);
    const release = Math.max(0, spanMin * share);
    const due = release + tightness * workMinutes(route, quantity) * (0.8 + 0.4 * chance.next());
    return {
      id: `O${at + 1}`,
      variant: id,
      quantity,
      release: moment(release),
      due: moment(due),
      priority: 1,
      material: [],
    };
  });
  return { ...plantOf(chance), variants: made, orders, kept: [], locks: [] };
}

/** The moment at which the plant has been open for so long. */
function moment(openMin: number): string {
  const day = Math.floor(openMin / OPEN_MIN);
  const days = Math.floor(day / OPEN_DAYS) * 7 + (day % OPEN_DAYS);
  const ms = START_MS + (days * 1_440 + Math.round(openMin - day * OPEN_MIN)) * 60_000;
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

function routeOf(chance: Chance): RouteStep[] {
  const stages = STAGES.filter(({ share }) => chance.next() < share);
  return stages.map((stage) => {
    const family = chance.below(stage.families);
    const [least, most] = stage.minutes;
    const minutes = least + (most - least) * chance.next();
    const among = Array.from({ length: stage.machines }, (_, at) => at);
    const able = among.filter(() => stage.capacity !== undefined || chance.next() < 0.8);
    return {
      id: stage.id,
      family: `${stage.id}-${family + 1}`,
      fixtures: stage.isFixed === true ? [`F${family + 1}`] : [],
      interruptible: stage.interruptible === true,
      size: 1,
      machines: (able.length > 0 ? able : [chance.below(stage.machines)]).map((at) => ({
        machine: `${stage.id}-${at + 1}`,
        minutes: Math.round(100 * minutes * (stage.capacity === undefined ? 0.9 + 0.2 * chance.next() : 1)) / 100,
      })),
    };
  });
}

function isBatch(id: string): boolean {
  return STAGES.some((stage) => stage.id === id && stage.capacity !== undefined);
}

/** An order's own work, with a usual set-up for each step. */
function workMinutes(route: readonly RouteStep[], quantity: number): number {
  return route.reduce((sum, { id, machines }) => {
    const mean = machines.reduce((all, { minutes }) => all + minutes, 0) / machines.length;
    return sum + mean * (isBatch(id) ? 1 : quantity) + usualSetUp(id) + TRANSPORT_MIN;
  }, 0);
}

/** Half of the mean set-up: every second order needs one. */
function usualSetUp(id: string): number {
  const [least, most] = STAGES.find((stage) => stage.id === id)?.setUpMin ?? [0, 0];
  return (least + most) / 4;
}

const TRANSPORT_MIN = 8;

/** Minutes that each machine of a stage needs for all orders; batches half full. */
function stageMinutes(
  { id, machines, capacity }: Stage,
  made: readonly { readonly route: readonly RouteStep[] }[],
  drawn: readonly { readonly variant: number; readonly quantity: number }[],
): number {
  let sum = 0;
  for (const { variant, quantity } of drawn) {
    const step = made[variant]?.route.find((one) => one.id === id);
    if (step === undefined) continue;
    const minutes = step.machines.reduce((all, one) => all + one.minutes, 0) / step.machines.length;
    sum += (capacity === undefined ? minutes * quantity : (minutes * quantity * 2) / capacity) + usualSetUp(id);
  }
  return sum / machines;
}

function plantOf(chance: Chance): Omit<WorkPlan, "variants" | "orders" | "kept" | "locks"> {
  const shifts = [1, 2, 3, 4, 5, 6];
  return {
    timeZone: "UTC",
    start: START,
    horizonDays: 120,
    // Dispatch rules set a machine up when the piece is there, so the plan has to do the same.
    setUpAhead: false,
    objective: { tardiness: 1, late: 240, marginMin: 240, setUp: 0.1, makespan: 0.05, energy: 0 },
    calendars: [{ id: "two-shifts", windows: [{ days: shifts, from: "06:00", to: "22:00" }], closed: [] }],
    setUps: STAGES.map(({ id, families, setUpMin: [least, most] }) => ({
      id,
      first: most,
      same: 0,
      other: most,
      between: Array.from({ length: families * families }, (_, at) => ({
        from: `${id}-${Math.floor(at / families) + 1}`,
        to: `${id}-${(at % families) + 1}`,
        minutes: at % (families + 1) === 0 ? 0 : Math.round(least + (most - least) * chance.next()),
      })),
    })),
    fixtures: Array.from({ length: 10 }, (_, at) => ({ id: `F${at + 1}`, count: 2 })),
    transport: { within: 2, other: TRANSPORT_MIN, between: [] },
    tariff: { price: 0, windows: [] },
    machines: STAGES.flatMap(({ id, machines, capacity, powerKw }) =>
      Array.from({ length: machines }, (_, at) => ({
        id: `${id}-${at + 1}`,
        area: id,
        setUps: id,
        powerKw,
        unavailable: [],
        calendar: "two-shifts",
        ...(capacity === undefined ? {} : { capacity }),
      })),
    ),
  };
}
