import type { MeterReading } from "../../../kernel/contract.ts";
import { hashText, noiseAt } from "../../../kernel/random.ts";
import { STATIONS } from "../layout.ts";
import type { Machine, Surroundings } from "../machine.ts";
import type { Supply } from "../nameplate.ts";
import { AREAS, type Area } from "./areas.ts";
import { FLOW_OF, type MediaFlows } from "./branches.ts";
import type { Feeder, PowerTree } from "./power-tree.ts";

const MEDIA = { E: "electricity", W: "water", G: "natural-gas", A: "compressed-air" } as const;

interface Point {
  readonly medium: MeterReading["medium"];
  /** The electrical feeder of the meter; null for the other media. */
  readonly feeder: Feeder | null;
  readonly supply: Supply | null;
  readonly flow: keyof MediaFlows | null;
  /** Its count when the plant began. */
  readonly pastWh: number;
  totalM3: number;
}

/** The metering points: true present flow and true counts. Each meter adds its own error. */
export class Metering {
  readonly #points = new Map<string, Point>();
  readonly #flows: MediaFlows;
  readonly #around: Surroundings;

  constructor(options: {
    readonly machines: ReadonlyMap<string, Machine>;
    readonly tree: PowerTree;
    readonly flows: MediaFlows;
    readonly around: Surroundings;
  }) {
    this.#flows = options.flows;
    this.#around = options.around;
    for (const { id, kind } of STATIONS) {
      if (kind !== "meter") continue;
      const medium = MEDIA[id[4] as keyof typeof MEDIA];
      const past = Math.abs(hashText(id)) % 1_000_000;
      const seen =
        medium === "electricity" ? seenBy(id.slice("MTR-E-".length), options) : { feeder: null, supply: null };
      const counted = seen.feeder?.energyWh ?? seen.supply?.energyWh ?? 0;
      this.#points.set(id, {
        medium,
        ...seen,
        flow: FLOW_OF.get(id) ?? null,
        pastWh: past * 40 - counted,
        totalM3: past / 4,
      });
    }
  }

  /** Counts the flows; called every second. */
  slow(dtS: number): void {
    for (const point of this.#points.values()) {
      if (point.flow !== null) point.totalM3 += (this.#flows[point.flow] * dtS) / 3600;
    }
  }

  read(id: string): MeterReading {
    const point = this.#points.get(id);
    if (point === undefined) throw new Error(`the plant has no meter ${id}`);
    const { medium, feeder, supply, flow, pastWh, totalM3 } = point;
    const isElectric = medium === "electricity";
    const seed = hashText(id);
    const tick = Math.floor(this.#around.nowMs / 1000);
    const voltage = (phase: number): number =>
      isElectric ? this.#around.voltageV + 0.3 * (phase - 1) + 0.12 * noiseAt(seed + phase, tick) : 0;
    return {
      id,
      medium,
      activePowerW: feeder === null ? spread(supply?.activeW ?? 0, supply) : [...feeder.activeByPhase],
      reactivePowerVar: feeder === null ? spread(supply?.reactiveVar ?? 0, supply) : [...feeder.reactiveByPhase],
      voltageV: [voltage(0), voltage(1), voltage(2)],
      energyWh: isElectric ? pastWh + (feeder?.energyWh ?? supply?.energyWh ?? 0) : 0,
      flowM3h: flow === null ? 0 : this.#flows[flow],
      totalM3: isElectric ? 0 : totalM3,
      pressureBar: this.#pressureBar(medium) * (1 + 0.0008 * noiseAt(seed, tick)),
      temperatureCel: this.#temperatureCel(medium) + (isElectric ? 0 : 0.05 * noiseAt(seed + 9, tick)),
    };
  }

  #pressureBar(medium: MeterReading["medium"]): number {
    return { electricity: 0, water: 4.1, "natural-gas": 0.052, "compressed-air": this.#around.airBar }[medium];
  }

  #temperatureCel(medium: MeterReading["medium"]): number {
    return { electricity: 0, water: 15.5, "natural-gas": 17, "compressed-air": this.#around.hallCel + 3 }[medium];
  }
}

function seenBy(
  of: string,
  { machines, tree }: { readonly machines: ReadonlyMap<string, Machine>; readonly tree: PowerTree },
): Pick<Point, "feeder" | "supply"> {
  if (of === "PLANT") return { feeder: tree.grid, supply: null };
  const area = of.toLowerCase() as Area;
  if (AREAS.includes(area)) return { feeder: tree.feeder(area), supply: null };
  const machine = machines.get(of);
  if (machine === undefined || !("supply" in machine))
    throw new Error(`meter MTR-E-${of} measures nothing that exists`);
  return { feeder: null, supply: machine.supply as Supply };
}

function spread(total: number, supply: Supply | null): [number, number, number] {
  const [first, second, third] = supply?.shares ?? [0, 0, 0];
  return [total * first, total * second, total * third];
}
