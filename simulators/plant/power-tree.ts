import { STATIONS } from "./layout.ts";
import type { Machine } from "./machine.ts";

/** The feeders of the main switchboard. */
export const AREAS = ["machining", "finishing", "coating", "assembly", "utilities"] as const;
export type Area = (typeof AREAS)[number];

/** Lighting, offices, ventilation: on the utilities feeder. */
const BASE_W = 18_000;
const NO_LOAD_LOSS_W = 1400;
/** Loss at rated load; grows with the square of the load. */
const LOAD_LOSS_W = 9000;
export const RATED_VA = 630_000;

function areaOf(place: string): Area {
  const first = place.split("/")[0] as string;
  if (first === "quality") {
    return "finishing";
  }
  return (AREAS as readonly string[]).includes(first) ? (first as Area) : "utilities";
}

/** What one feeder carries. */
export interface Feeder {
  activeW: number;
  reactiveVar: number;
  energyWh: number;
}

/** Sums electrical power from the machines up to the grid: active and reactive power add, apparent power does not. */
export class PowerTree {
  readonly feeders: ReadonlyMap<Area, Feeder>;
  readonly total: Feeder = { activeW: 0, reactiveVar: 0, energyWh: 311_000_000 };
  /** At the grid side: everything and the transformer's losses. */
  readonly grid: Feeder = { activeW: 0, reactiveVar: 0, energyWh: 322_000_000 };
  readonly #byArea = new Map<Area, Machine[]>();

  constructor(machines: ReadonlyMap<string, Machine>) {
    this.feeders = new Map(AREAS.map((area, at) => [area, { activeW: 0, reactiveVar: 0, energyWh: 40_000_000 + 9_000_000 * at }]));
    for (const station of STATIONS) {
      const machine = machines.get(station.id);
      if (machine !== undefined) {
        const area = areaOf(station.place);
        this.#byArea.set(area, [...(this.#byArea.get(area) ?? []), machine]);
      }
    }
  }

  feeder(area: Area): Feeder {
    return this.feeders.get(area) as Feeder;
  }

  get apparentVA(): number {
    return Math.hypot(this.total.activeW, this.total.reactiveVar);
  }

  get lossW(): number {
    return NO_LOAD_LOSS_W + LOAD_LOSS_W * (this.apparentVA / RATED_VA) ** 2;
  }

  /** `chargingW` is what the vehicles' chargers draw. */
  step(dtS: number, chargingW: number): void {
    this.total.activeW = 0;
    this.total.reactiveVar = 0;
    for (const [area, feeder] of this.feeders) {
      feeder.activeW = area === "utilities" ? BASE_W + chargingW : 0;
      feeder.reactiveVar = feeder.activeW * 0.25;
      for (const machine of this.#byArea.get(area) ?? []) {
        feeder.activeW += machine.powerW;
        feeder.reactiveVar += machine.powerW * Math.tan(Math.acos(machine.powerFactor));
      }
      feeder.energyWh += (feeder.activeW * dtS) / 3600;
      this.total.activeW += feeder.activeW;
      this.total.reactiveVar += feeder.reactiveVar;
    }
    this.total.energyWh += (this.total.activeW * dtS) / 3600;
    this.grid.activeW = this.total.activeW + this.lossW;
    this.grid.reactiveVar = this.total.reactiveVar + 0.04 * RATED_VA * (0.3 + (this.apparentVA / RATED_VA) ** 2);
    this.grid.energyWh += (this.grid.activeW * dtS) / 3600;
  }
}
