import type { Machine, Surroundings } from "./machine.ts";
import { hashText } from "./random.ts";
import type { SignalList } from "./signal.ts";

/** Maker, model and build year of a kind of machine. All makers are invented. */
interface Nameplate {
  readonly manufacturer: string;
  readonly model: string;
  readonly softwareRevision: string;
}

const NAMEPLATES = new Map<string, Nameplate>([
  ["lathe", { manufacturer: "Haiyan Machine Tool", model: "HT-42 Turn", softwareRevision: "4.8.2" }],
  ["machining-centre", { manufacturer: "Haiyan Machine Tool", model: "HM-630 B4", softwareRevision: "5.1.0" }],
  ["robot", { manufacturer: "Lanxing Robotics", model: "LX-120/2.6", softwareRevision: "9.2.1" }],
  ["cobot", { manufacturer: "Lanxing Robotics", model: "LXC-16/1.3", softwareRevision: "3.4.0" }],
]);

const OTHER: Nameplate = { manufacturer: "Binjiang Automation", model: "BA-200", softwareRevision: "2.6.3" };

function nameplateOf(kind: string): Nameplate {
  return NAMEPLATES.get(kind) ?? { ...OTHER, model: `BA-200 ${kind}` };
}

/** When a station was put into service, ms UTC: the source time of everything on its nameplate. */
export function commissionedMs(id: string): number {
  const days = Math.abs(hashText(id)) % 900;
  return Date.UTC(2021, 2, 1, 2) + days * 86_400_000;
}

export function serialNumberOf(id: string): string {
  return `BJ${String(Math.abs(hashText(id)) % 1_000_000).padStart(6, "0")}`;
}

/** Nameplate of a station. */
export function addNameplate(list: SignalList, id: string, kind: string): void {
  const plate = nameplateOf(kind);
  list.fixed("serial-number", serialNumberOf(id));
  list.fixed("manufacturer", plate.manufacturer);
  list.fixed("model", plate.model);
  list.fixed("software-revision", plate.softwareRevision);
}

/** The electrical meter built into a machine's own supply. */
export class Supply {
  energyWh: number;
  readonly #machine: () => Machine;
  readonly #around: Surroundings;

  constructor(id: string, machine: () => Machine, around: Surroundings) {
    this.energyWh = 1_000_000 + (Math.abs(hashText(id)) % 50_000_000);
    this.#machine = machine;
    this.#around = around;
  }

  step(dtS: number): void {
    this.energyWh += (this.#machine().powerW * dtS) / 3600;
  }

  get reactiveVar(): number {
    const { powerW, powerFactor } = this.#machine();
    return powerW * Math.tan(Math.acos(powerFactor));
  }

  /** Line current of one phase; the phases differ a little, as single-phase loads do. */
  currentA(phase: 0 | 1 | 2): number {
    const { powerW, powerFactor } = this.#machine();
    return (powerW / powerFactor / (3 * this.#around.voltageV)) * (1 + (phase - 1) * 0.02);
  }

  addSignals(list: SignalList, ratedW: number): void {
    const machine = this.#machine;
    const relative = ratedW / 2000;
    list.analog("power/active", "W", { resolution: 1, noise: relative * 0.6, range: [0, ratedW], read: () => machine().powerW });
    list.analog("power/reactive", "var", { resolution: 1, noise: relative * 0.6, range: [0, ratedW], everyMs: 2000, read: () => this.reactiveVar });
    for (const phase of [0, 1, 2] as const) {
      list.analog(`power/current-l${phase + 1}`, "A", { resolution: 0.01, noise: relative / 900, range: [0, ratedW / 400], everyMs: 2000, read: () => this.currentA(phase) });
    }
    list.analog("energy/import", "W.h", { resolution: 1, everyMs: 5000, read: () => this.energyWh });
  }
}
