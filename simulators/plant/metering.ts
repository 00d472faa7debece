import type { MeterReading } from "./contract.ts";
import { STATIONS } from "./layout.ts";
import type { Machine, Surroundings } from "./machine.ts";
import { AREAS, type Area, type PowerTree } from "./power-tree.ts";
import { hashText, noiseAt } from "./random.ts";

/** Flows of the other media, m3/h. */
export interface MediaFlows {
  plantAirM3h: number;
  assemblyAirM3h: number;
  plantWaterM3h: number;
  washerWaterM3h: number;
  plantGasM3h: number;
  ovenGasM3h: number;
}

type Watts = { readonly activeW: number; readonly reactiveVar: number };

/** The utility meters: what flows through each now and since it was installed. */
export class Metering {
  readonly #readings = new Map<string, { medium: MeterReading["medium"]; energyWh: number; totalM3: number }>();
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #tree: PowerTree;
  readonly #flows: MediaFlows;
  readonly #around: Surroundings;

  constructor(options: { readonly machines: ReadonlyMap<string, Machine>; readonly tree: PowerTree; readonly flows: MediaFlows; readonly around: Surroundings }) {
    this.#machines = options.machines;
    this.#tree = options.tree;
    this.#flows = options.flows;
    this.#around = options.around;
    for (const { id, kind } of STATIONS) {
      if (kind === "meter") {
        const medium = ({ E: "electricity", W: "water", G: "natural-gas", A: "compressed-air" } as const)[id[4] as "E" | "W" | "G" | "A"];
        const past = Math.abs(hashText(id)) % 1_000_000;
        this.#readings.set(id, { medium, energyWh: medium === "electricity" ? past * 40 : 0, totalM3: medium === "electricity" ? 0 : past / 4 });
      }
    }
  }

  step(dtS: number): void {
    for (const [id, reading] of this.#readings) {
      if (reading.medium === "electricity") {
        reading.energyWh += (this.#watts(id).activeW * dtS) / 3600;
      } else {
        reading.totalM3 += (this.#flowM3h(id) * dtS) / 3600;
      }
    }
  }

  read(id: string): MeterReading {
    const reading = this.#readings.get(id);
    if (reading === undefined) {
      throw new Error(`the plant has no meter ${id}`);
    }
    const { medium, energyWh, totalM3 } = reading;
    const isElectric = medium === "electricity";
    const { activeW, reactiveVar } = isElectric ? this.#watts(id) : { activeW: 0, reactiveVar: 0 };
    const seed = hashText(id);
    const tick = Math.floor(this.#around.nowMs / 1000);
    const voltage = (phase: number): number => (isElectric ? this.#around.voltageV + 0.3 * (phase - 1) + 0.12 * noiseAt(seed + phase, tick) : 0);
    const share = [0.327, 0.333, 0.34] as const;
    return {
      id,
      medium,
      activePowerW: [activeW * share[0], activeW * share[1], activeW * share[2]],
      reactivePowerVar: [reactiveVar * share[0], reactiveVar * share[1], reactiveVar * share[2]],
      voltageV: [voltage(0), voltage(1), voltage(2)],
      energyWh,
      flowM3h: isElectric ? 0 : this.#flowM3h(id),
      totalM3,
      pressureBar: this.#pressureBar(medium) * (1 + 0.0008 * noiseAt(seed, tick)),
      temperatureCel: this.#temperatureCel(medium) + (isElectric ? 0 : 0.05 * noiseAt(seed + 9, tick)),
    };
  }

  #watts(id: string): Watts {
    const of = id.slice("MTR-E-".length);
    if (of === "PLANT") {
      return this.#tree.grid;
    }
    const area = of.toLowerCase() as Area;
    if (AREAS.includes(area)) {
      return this.#tree.feeder(area);
    }
    const machine = this.#machines.get(of);
    if (machine === undefined) {
      throw new Error(`meter ${id} measures nothing that exists`);
    }
    return { activeW: machine.powerW, reactiveVar: machine.powerW * Math.tan(Math.acos(machine.powerFactor)) };
  }

  #flowM3h(id: string): number {
    const byId = new Map<string, number>([
      ["MTR-W-PLANT", this.#flows.plantWaterM3h],
      ["MTR-W-WSH-01", this.#flows.washerWaterM3h],
      ["MTR-G-PLANT", this.#flows.plantGasM3h],
      ["MTR-G-OVN-01", this.#flows.ovenGasM3h],
      ["MTR-A-PLANT", this.#flows.plantAirM3h],
      ["MTR-A-ASSEMBLY", this.#flows.assemblyAirM3h],
    ]);
    return byId.get(id) ?? 0;
  }

  #pressureBar(medium: MeterReading["medium"]): number {
    return { electricity: 0, water: 4.1, "natural-gas": 0.052, "compressed-air": this.#around.airBar }[medium];
  }

  #temperatureCel(medium: MeterReading["medium"]): number {
    return { electricity: 0, water: 15.5, "natural-gas": 17, "compressed-air": this.#around.hallCel + 3 }[medium];
  }
}
