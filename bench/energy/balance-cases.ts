/** Faulty meters in the simulated plant's tree of electricity, and its residuals while all meters are sound. */
import { Plant } from "../../simulators/plants/machining/plant.ts";
import { readScenario } from "../../simulators/scenario/read.ts";
import { between, type Random, seeded } from "../../test/reliability/random.ts";
import { readElectricTree } from "./demo-tree.ts";
import { type MeterShape, runMetered } from "./metered-book.ts";

const HOURS = 36;
const STEP_S = 10;
const STEPS_PER_S = 10;
/** Hours at which the fault may begin, and after which meters are asked. */
const FAULT_FROM_H = [20, 26] as const;
const QUARTER_US = 900e6;
/** Below the meter of the utilities, which also feeds lighting and chargers without meters. */
const OPEN: ReadonlySet<string> = new Set(["MTR-E-CMP-01", "MTR-E-CHL-01"]);

export interface BalanceFigures {
  readonly named: number;
  readonly cases: number;
  /** Shares of healthy intervals, percent. */
  readonly withinPercent: number;
  readonly intervals: number;
  readonly falseAlerts: number;
  /** Time of an answer with scores, ms. */
  readonly viewMs: number;
}

/** `seed` is that of plant, errors and faults. */
export function balanceCases(seed: number, cases: number): BalanceFigures {
  const { config, ids, isUtilityMeter } = readElectricTree();
  const truth = trueCounts(seed, ids);
  const startUs = readScenario("two-shifts").startMs * 1000;
  const random = seeded(seed);
  const shapes = ids.map((id): MeterShape => shapeOf(id, truth.get(id) as Float64Array, isUtilityMeter(id)));
  // A meter whose upper balance is open cannot be told from the counter below it.
  const utility = ids.filter((id) => isUtilityMeter(id) && !OPEN.has(id));
  const base = { shapes, config, startUs, minutes: HOURS * 60, random, produces: () => true };
  let named = 0;
  let viewMs = 0;
  for (let n = 0; n < cases; n++) {
    const label = utility[Math.floor(random() * utility.length)] as string;
    const { classPercent } = shapes.find((one) => one.label === label) as MeterShape;
    const sign = random() < 0.5 ? -1 : 1;
    // A class limit is a uniform distribution: u is the limit / sqrt 3.
    const gain = (sign * 3 * classPercent) / 100 / Math.sqrt(3);
    const fault = { label, from: between(random, ...FAULT_FROM_H) * 3600, gain };
    const { book, close } = runMetered({ ...base, fault });
    const to = startUs + HOURS * 3600e6;
    const before = performance.now();
    const view = book.answers.tree(to - 24 * 3600e6, to);
    viewMs = Math.max(viewMs, performance.now() - before);
    const suspects = view.trees.find(({ medium }) => medium === "electricity")?.suspects ?? [];
    if (suspects[0]?.id === label) named++;
    close();
  }
  return { named, cases, viewMs, ...healthy(base, random) };
}

/** All residuals of complete nodes in the quarters of an hour of a plant whose meters are within their class. */
function healthy(base: Parameters<typeof runMetered>[0], random: Random) {
  let within = 0;
  let intervals = 0;
  let falseAlerts = 0;
  for (let round = 0; round < 3; round++) {
    const { book, findings, close } = runMetered({ ...base, random });
    falseAlerts += new Set(findings.filter(({ standing }) => standing).map(({ rule }) => rule)).size;
    const to = base.startUs + HOURS * 3600e6;
    for (let from = base.startUs + 3600e6; from + QUARTER_US < to; from += 4 * QUARTER_US)
      for (const { isComplete, rest } of book.answers.tree(from, from + QUARTER_US).nodes) {
        if (!isComplete || rest === null) continue;
        intervals++;
        if (Math.abs(rest.amount) <= 2 * rest.u) within++;
      }
    close();
  }
  return { withinPercent: (100 * within) / intervals, intervals, falseAlerts };
}

/** True counts every ten seconds, kWh. */
function trueCounts(seed: number, ids: readonly string[]): ReadonlyMap<string, Float64Array> {
  const scenario = readScenario("two-shifts");
  const plant = new Plant({ seed, scenario, startMs: scenario.startMs });
  const steps = (HOURS * 3600) / STEP_S + 2;
  const counts = new Map(ids.map((id) => [id, new Float64Array(steps)]));
  const readings = ids.map((id) => [counts.get(id) as Float64Array, readerOf(plant, id)] as const);
  for (let step = 0; step < steps; step++) {
    for (const [column, read] of readings) column[step] = read() / 1000;
    for (let n = 0; n < STEP_S * STEPS_PER_S; n++) plant.step();
  }
  return counts;
}

function readerOf(plant: Plant, id: string): () => number {
  if (id.startsWith("MTR-")) return () => plant.meter(id).energyWh;
  if (id === "SWB-01") return () => plant.powerTree.total.energyWh;
  const machine = plant.machines.get(id) as unknown as { readonly supply: { readonly energyWh: number } };
  return () => machine.supply.energyWh;
}

function shapeOf(label: string, counts: Float64Array, isUtility: boolean): MeterShape {
  const periodS = label === "MTR-E-PLANT" ? 1 : /^MTR-E-[A-Z]+$/.test(label) ? 2 : 5;
  return {
    label,
    medium: "electricity",
    classPercent: isUtility ? 0.5 : 1,
    periodS,
    resolution: 0.001,
    count(second) {
      const at = Math.min(counts.length - 1.001, second / STEP_S);
      const low = counts[Math.floor(at)] as number;
      return low + ((counts[Math.floor(at) + 1] as number) - low) * (at % 1);
    },
  };
}
