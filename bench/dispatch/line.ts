/** The line of the bench: twelve steps with five machines side by side, and what it is to make. */
import { type Island, machinesFor } from "../../edge/contracts/production/islands.ts";
import { STANDARD_VARIANTS, type Variant } from "../../simulators/plants/machining/products/variant.ts";

const STEPS = 12;
const BESIDE = 5;
/** Machines of these steps are set up between families; all others switch the program alone. */
const SET_UP_STEPS: readonly string[] = ["OP30", "OP70", "OP110"];
const SET_UP_S = 3;
const CYCLE_S = 0.6;
const [STANDARD] = STANDARD_VARIANTS;

export interface LineStation {
  readonly id: string;
  readonly step: string;
  readonly setUpMs: number;
  readonly cycleMs: number;
}

export const STEP_IDS: readonly string[] = Array.from({ length: STEPS }, (_, at) => `OP${10 * (at + 1)}`);
export const LINE: readonly LineStation[] = STEP_IDS.flatMap((step, at) =>
  Array.from({ length: BESIDE }, (_, beside) => ({
    id: `S${String(at + 1).padStart(2, "0")}-${beside + 1}`,
    step,
    setUpMs: SET_UP_STEPS.includes(step) ? 1_000 * SET_UP_S : 0,
    cycleMs: 1_000 * CYCLE_S,
  })),
);

/** Every machine has the programs of all of them; the first eight are mixed. Two make a family. */
export const VARIANTS: readonly Variant[] = Array.from({ length: 113 }, (_, at) => ({
  ...(STANDARD as Variant),
  name: `V${String(at + 1).padStart(3, "0")}`,
  family: `F${String((at >> 1) + 1).padStart(2, "0")}`,
}));

/** The third machine of each step moves from one island to the other. */
export const MOVED: readonly string[] = LINE.filter(({ id }) => id.endsWith("-3")).map(({ id }) => id);

/** Two islands of four variants each; the further variants belong to none. */
export function islandsOf(isMoved: boolean): readonly Island[] {
  const inFirst = (id: string): boolean => /-[12]$/.test(id) || (MOVED.includes(id) && !isMoved);
  const of = (isFirst: boolean): readonly string[] =>
    LINE.filter(({ id }) => inFirst(id) === isFirst).map(({ id }) => id);
  const names = VARIANTS.map(({ name }) => name);
  return [
    { id: "first", name: { zh: "一岛", en: "First" }, machines: of(true), variants: names.slice(0, 4) },
    { id: "second", name: { zh: "二岛", en: "Second" }, machines: of(false), variants: names.slice(4, 8) },
  ];
}

export interface LineOrder {
  readonly id: string;
  readonly variant: string;
  readonly quantity: number;
}

/** Orders of so many variants, in turn. */
export function ordersOf(variants: number, orders: number, quantity: number): readonly LineOrder[] {
  return Array.from({ length: orders }, (_, at) => ({
    id: `ORD-${String(at + 1).padStart(3, "0")}`,
    variant: VARIANTS[at % variants]?.name as string,
    quantity,
  }));
}

/** The plan as a person would write it: any machine of a step that may make the variant by its islands. */
export function planOf(orders: readonly LineOrder[], startMs: number, islands: readonly Island[]): object {
  const moment = (ms: number): string => new Date(1_000 * Math.round(ms / 1_000)).toISOString().replace(".000Z", "Z");
  const made = new Set(orders.map(({ variant }) => variant));
  return {
    timeZone: "UTC",
    start: moment(startMs),
    setUps: [{ id: "families", other: SET_UP_S / 60 }],
    machines: LINE.map(({ id, step, setUpMs }) => ({ id, area: step, ...(setUpMs > 0 ? { setUps: "families" } : {}) })),
    variants: VARIANTS.filter(({ name }) => made.has(name)).map(({ name, family }) => ({
      id: name,
      route: STEP_IDS.map((step) => ({
        id: step,
        family,
        machines: machinesFor(
          islands,
          name,
          LINE.filter((one) => one.step === step).map(({ id }) => id),
        ).map((machine) => ({ machine, minutes: CYCLE_S / 60 })),
      })),
    })),
    orders: orders.map((order) => ({ ...order, due: moment(startMs + 4 * 3_600_000) })),
  };
}
