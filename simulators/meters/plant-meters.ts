import type { Clocks } from "../clocks.ts";
import type { CounterBases } from "../counter-bases.ts";
import type { PlantModel } from "../kernel/contract.ts";
import type { Station } from "../plants/machining/layout.ts";
import { Meter } from "./meter.ts";

/** Mounting time of the first meter; each further one was mounted three days later. */
const FIRST_MOUNTED_MS = Date.UTC(2021, 2, 15, 1, 0, 0);
const DAY_MS = 86_400_000;

/** Meters with Modbus TCP; all others are devices of a Sparkplug gateway. */
const MODBUS: ReadonlySet<string> = new Set(["MTR-E-CHL-01"]);

export function speaksModbus(id: string): boolean {
  return MODBUS.has(id);
}

/** The Sparkplug edge node of a meter's gateway: the substation, or else the meter's area. */
export function meterNodeOf({ place }: Pick<Station, "place">): string {
  return place.endsWith("/substation") ? "substation" : (place.split("/")[0] ?? place);
}

/** Reading interval of a device, ms: short for gas, billing and balances, long for trends. */
export function meterPeriodMs(id: string): number {
  if (id === "MTR-E-PLANT" || id.startsWith("GD-")) return 1_000;
  if (!id.startsWith("MTR-E-")) return 15_000;
  return /^MTR-E-[A-Z]+$/.test(id) ? 2_000 : 5_000;
}

export interface MetersOptions {
  readonly plant: PlantModel;
  readonly clocks: Clocks;
  readonly counters: CounterBases;
}

/** All meters of the plant, of any protocol, and the gas detectors behind the same gateways. */
export class PlantMeters {
  readonly all: readonly Meter[];
  readonly #plant: PlantModel;
  readonly #clocks: Clocks;

  constructor({ plant, clocks, counters }: MetersOptions) {
    this.#plant = plant;
    this.#clocks = clocks;
    this.all = [...plant.meters, ...plant.gasDetectors].map(
      (model, index) =>
        new Meter(model, {
          mountedMs: FIRST_MOUNTED_MS + index * 3 * DAY_MS,
          nowMs: () => plant.nowMs,
          counted: (metric, count) => counters.shown(model.id, metric, count),
        }),
    );
  }

  /** Time of a gateway's clock, whole ms. */
  nowMs(node: string): number {
    return Math.round(this.#plant.nowMs + this.#clocks.offsetMs("meters", node));
  }
}
