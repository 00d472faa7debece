import type { Clocks } from "../clocks.ts";
import type { CounterBases } from "../counter-bases.ts";
import type { PlantModel } from "../plant/contract.ts";
import { STATIONS, type Station } from "../plant/layout.ts";
import { Random } from "../plant/random.ts";
import { Meter } from "./meter.ts";

/** The first meter was mounted then, each further one three days later. */
const FIRST_MOUNTED_MS = Date.UTC(2021, 2, 15, 1, 0, 0);
const DAY_MS = 86_400_000;
/** The grid's frequency wanders by this much a second and is drawn back to 50 Hz. */
const FREQUENCY_STEP_HZ = 0.004;
const FREQUENCY_RETURN = 0.03;

/** Meters that speak Modbus TCP; all others are devices of a Sparkplug gateway. */
const MODBUS: ReadonlySet<string> = new Set(["MTR-E-CHL-01"]);

export function speaksModbus(id: string): boolean {
  return MODBUS.has(id);
}

/** The Sparkplug edge node that a meter's gateway forms: the substation, else the meter's area. */
export function meterNodeOf({ place }: Pick<Station, "place">): string {
  return place.endsWith("/substation") ? "substation" : (place.split("/")[0] ?? place);
}

/** How often a meter is read, ms: what bills and balances need at once, what shows a trend now and then. */
export function meterPeriodMs(id: string): number {
  if (id === "MTR-E-PLANT") return 1_000;
  if (!id.startsWith("MTR-E-")) return 15_000;
  return /^MTR-E-[A-Z]+$/.test(id) ? 2_000 : 5_000;
}

export interface MetersOptions {
  readonly plant: PlantModel;
  readonly seed: number;
  readonly clocks: Clocks;
  readonly counters: CounterBases;
}

/** Every meter of the plant, whatever it speaks. */
export class PlantMeters {
  readonly all: readonly Meter[];
  readonly #plant: PlantModel;
  readonly #clocks: Clocks;
  readonly #gridHz: () => number;

  constructor({ plant, seed, clocks, counters }: MetersOptions) {
    this.#plant = plant;
    this.#clocks = clocks;
    const random = new Random(seed).fork("meters");
    this.#gridHz = gridFrequency(random.fork("grid"), () => plant.nowMs);
    this.all = STATIONS.filter(({ kind }) => kind === "meter").map(
      ({ id }, index) => new Meter(plant.meter(id), random.fork(id), { mountedMs: FIRST_MOUNTED_MS + index * 3 * DAY_MS, counted: (metric, count) => counters.shown(id, metric, count) }),
    );
  }

  /** Time of a gateway's clock, whole ms. */
  nowMs(node: string): number {
    return Math.round(this.#plant.nowMs + this.#clocks.offsetMs("meters", node));
  }

  /** Brings a meter up to date. */
  refresh(meter: Meter): void {
    meter.update(this.#plant.meter(meter.id), this.#gridHz(), this.#plant.nowMs);
  }
}

/** One frequency for all meters, since they hang on one grid. */
function gridFrequency(random: Random, nowMs: () => number): () => number {
  let hertz = 50;
  let atMs = nowMs();
  return () => {
    const seconds = Math.min(10, (nowMs() - atMs) / 1000);
    if (seconds < 0.5) return hertz;
    atMs = nowMs();
    hertz += (50 - hertz) * FREQUENCY_RETURN * seconds + FREQUENCY_STEP_HZ * Math.sqrt(seconds) * random.normal();
    return hertz;
  };
}
