import { length } from "../../kernel/physics.ts";
import { hashText } from "../../kernel/random.ts";
import type { SignalList } from "../../kernel/signal.ts";
import type { Machine, Surroundings } from "./machine.ts";

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

/** Machines with an analyser that reads their power ten times a second: those with a meter that work on pieces. */
const TRACED = /^(CNC|WSH|OVN|PCB)-/;

type Consumer = Pick<Machine, "powerW" | "powerFactor" | "itemState">;

/** What a station draws in standby, as a share of its idle power; people switch it so long after its last work. */
const STANDBY_SHARE = 0.15;
const STANDBY_AFTER_S = 600;
const EXECUTING = 3;

/** The electrical meter built into a machine's own supply. */
export class Supply {
  energyWh: number;
  /** Power at the last step, held so that all sums use the same value. */
  activeW = 0;
  reactiveVar = 0;
  #restsS = 0;
  /** Distribution of the load over the three phases; single-phase consumers make it slightly uneven. */
  readonly shares: readonly [number, number, number];
  readonly #id: string;
  readonly #machine: Consumer;
  readonly #around: Surroundings;
  readonly #tangent: number;

  constructor(id: string, machine: Consumer, around: Surroundings) {
    this.#id = id;
    const hash = Math.abs(hashText(id));
    this.energyWh = 1_000_000 + (hash % 50_000_000);
    const first = 1 / 3 + ((hash % 41) - 20) / 2000;
    const second = 1 / 3 + ((Math.floor(hash / 41) % 41) - 20) / 2000;
    this.shares = [first, second, 1 - first - second];
    this.#machine = machine;
    this.#around = around;
    this.#tangent = Math.tan(Math.acos(machine.powerFactor ?? 1));
  }

  /** Call it after the machine's own step. */
  step(dtS: number): void {
    this.#restsS = this.#mayRest ? this.#restsS + dtS : 0;
    this.activeW = (this.#restsS > STANDBY_AFTER_S ? STANDBY_SHARE : 1) * this.#machine.powerW;
    this.reactiveVar = this.activeW * this.#tangent;
    this.energyWh += (this.activeW * dtS) / 3600;
  }

  /** Outside of its work, and where somebody is there to switch it. */
  get #mayRest(): boolean {
    const { standby, workTime, isIdle } = this.#around;
    if (!standby.has(this.#id) || this.#machine.itemState === EXECUTING) return false;
    return workTime === "off-shift" || isIdle(this.#id);
  }

  /** Line current of one phase. */
  currentA(phase: 0 | 1 | 2): number {
    return (length(this.activeW, this.reactiveVar) * this.shares[phase]) / this.#around.voltageV;
  }

  addSignals(list: SignalList, ratedW: number): void {
    const relative = ratedW / 2000;
    list.analog("power/active", "W", {
      resolution: 1,
      noise: relative * 0.6,
      range: [0, ratedW],
      read: () => this.activeW,
    });
    list.analog("power/reactive", "var", {
      resolution: 1,
      noise: relative * 0.6,
      range: [0, ratedW],
      everyMs: 2000,
      read: () => this.reactiveVar,
    });
    for (const phase of [0, 1, 2] as const) {
      list.analog(`power/current-l${phase + 1}`, "A", {
        resolution: 0.01,
        noise: relative / 900,
        range: [0, ratedW / 400],
        everyMs: 2000,
        read: () => this.currentA(phase),
      });
    }
    if (TRACED.test(this.#id))
      list.analog("power/trace", "W", {
        resolution: 1,
        noise: relative * 0.6,
        range: [0, ratedW],
        everyMs: 100,
        read: () => this.activeW,
      });
    list.analog("energy/import", "W.h", { resolution: 1, everyMs: 5000, read: () => this.energyWh });
  }
}
