import type { StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { clamp, lag } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import { addNameplate, Supply } from "../nameplate.ts";

const CAPACITY_KW = 95;
const FLOW_M3H = 14;
/** Below its smallest output the compressor starts and stops. */
const LEAST_OUTPUT = 0.1;
/** It stops when the water is this much colder than it should be, K. */
const STOPS_BELOW_K = 2;
/** Share of the warmth of the tower's water that the control lets into the chilled water. */
const WARMER_SHARE = 0.3;
/** Switched off, the water of tank and pipes takes on the hall's temperature with this time constant, s. */
const STANDING_TAU_S = 6 * 3600;
/** kW that warm one m3/h by one kelvin. */
const KW_PER_M3H_K = 1.163;

/** Chilled water for spindles, cabinets and hydraulics. */
export class Chiller implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly supply: Supply;
  readonly powerFactor = 0.85;
  readonly pieceCount = 0;
  readonly airM3h = 0;
  readonly mode = 3;
  /** Heat that the machines give to the water. */
  heatKW = 40;
  #supplyCel: number;
  #output = 0.5;
  /** Stopped because there is no heat to remove. */
  #rests = false;
  #condenserCel = 41;
  readonly #context: MachineContext;
  readonly #condition: Condition;
  readonly #plant: Circumstance;

  constructor(id: string, context: MachineContext) {
    this.id = id;
    this.#context = context;
    this.#supplyCel = context.around.utilities.chilledWaterCel;
    this.#condition = context.around.conditions.of(id);
    this.#plant = context.around.circumstances.plant;
    this.supply = new Supply(id, this, context.around);
    const list = new SignalList(id);
    addNameplate(list, id, "chiller");
    this.#addSignals(list);
    this.supply.addSignals(list, 40_000);
    this.signals = list.all;
  }

  /** Coefficient of performance falls with the lift from water to condenser. */
  get performance(): number {
    return clamp(6.4 - 0.09 * (this.#condenserCel - this.#supplyCel), 2, 6);
  }

  get powerW(): number {
    return this.#isDown || this.#isOff ? 300 : 3100 + (1000 * this.#coolingKW) / this.performance;
  }

  get itemState(): ItemState {
    if (this.#isDown) return 1;
    return this.#isOff ? 2 : 3;
  }

  get cause(): StateCause {
    if (this.#condition.inRepair) return "repair";
    if (this.#isDown) return "failure";
    return this.#isOff ? "off-shift" : "working";
  }

  get #isDown(): boolean {
    return this.#condition.inRepair || this.#context.around.sagged;
  }

  /** Whether the chiller is switched off, with its pump. */
  get #isOff(): boolean {
    const { calendar, workTime } = this.#context.around;
    return calendar.chilledWaterRests && workTime === "off-shift";
  }

  /** A fouled condenser carries less heat away. */
  get #coolingKW(): number {
    return this.#isDown || this.#isOff ? 0 : CAPACITY_KW * this.#output * (1 - 0.45 * this.#condition.coolingLoss);
  }

  get #returnCel(): number {
    return this.#isOff ? this.#supplyCel : this.#supplyCel + this.heatKW / (FLOW_M3H * KW_PER_M3H_K);
  }

  step(dtS: number): void {
    this.supply.step(dtS);
  }

  slow(dtS: number): void {
    const { hallCel, intakeK } = this.#context.around;
    if (this.#isOff) {
      this.#output = lag(this.#output, 0, { dtS, tauS: 15 });
      this.#supplyCel = lag(this.#supplyCel, hallCel, { dtS, tauS: STANDING_TAU_S });
      this.#condenserCel = lag(this.#condenserCel, hallCel, { dtS, tauS: 900 });
      return;
    }
    const { coolingK } = this.#plant;
    const { chilledWaterCel } = this.#context.around.utilities;
    // The control lets the water get warmer while the condenser is hot.
    const error = this.#supplyCel - chilledWaterCel - WARMER_SHARE * coolingK;
    this.#rests = error < (this.#rests ? 0 : -STOPS_BELOW_K);
    const wanted = this.#rests ? 0 : clamp(this.heatKW / CAPACITY_KW + 0.12 * error, LEAST_OUTPUT, 1);
    this.#output = lag(this.#output, wanted, { dtS, tauS: 15 });
    // A buffer tank of 2 m3 takes the difference.
    this.#supplyCel += ((this.heatKW - this.#coolingKW) * dtS) / (2 * 4180);
    this.#condenserCel = lag(
      this.#condenserCel,
      hallCel + 9 + 14 * this.#output + 20 * this.#condition.coolingLoss + coolingK + intakeK,
      {
        dtS,
        tauS: 90,
      },
    );
  }

  #addSignals(list: SignalList): void {
    const cel = { resolution: 0.1, noise: 0.06, range: [-20, 90] } as const;
    list.count("item-state", () => this.itemState, 250);
    list.count("operation-mode", () => 3);
    list.analog("water/supply-temperature", "Cel", { ...cel, read: () => this.#supplyCel });
    list.analog("water/return-temperature", "Cel", { ...cel, read: () => this.#returnCel });
    list.analog("water/setpoint", "Cel", {
      ...cel,
      noise: 0,
      read: () => this.#context.around.utilities.chilledWaterCel,
    });
    list.analog("water/flow", "m3/h", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 40],
      read: () => (this.#isOff ? 0 : FLOW_M3H),
    });
    list.analog("water/pressure", "bar", {
      resolution: 0.01,
      noise: 0.01,
      range: [0, 10],
      read: () => (this.#isOff ? 1.4 : 3.2),
    });
    list.analog("cooling/power", "kW", { resolution: 0.1, noise: 0.2, range: [0, 120], read: () => this.#coolingKW });
    list.analog("cooling/performance", "1", {
      resolution: 0.01,
      noise: 0.01,
      range: [0, 10],
      everyMs: 2000,
      read: () => this.performance,
    });
    this.#addCircuitSignals(list);
    list.analog("pump/current", "A", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 30],
      everyMs: 2000,
      read: () => (this.#isOff ? 0 : 5.4),
    });
    list.analog("pump/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 20],
      everyMs: 2000,
      read: () => (this.#isOff ? 0.1 : 1.2),
    });
    list.analog("tank/level", "%", { resolution: 0.1, noise: 0.1, range: [0, 100], everyMs: 2000, read: () => 81 });
    list.analog("outdoor/temperature", "Cel", {
      ...cel,
      range: [-40, 60],
      everyMs: 2000,
      read: () => this.#context.around.outdoorCel,
    });
  }

  /** Compressor and condenser. */
  #addCircuitSignals(list: SignalList): void {
    const cel = { resolution: 0.1, noise: 0.06, range: [-20, 90] } as const;
    list.analog("compressor/output", "%", {
      resolution: 0.1,
      noise: 0.2,
      range: [0, 100],
      read: () => 100 * this.#output,
    });
    list.analog("compressor/suction-pressure", "bar", {
      resolution: 0.01,
      noise: 0.02,
      range: [0, 20],
      read: () => 3.9 + (this.#supplyCel - 12) * 0.12,
    });
    list.analog("compressor/discharge-pressure", "bar", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 40],
      read: () => 4 + this.#condenserCel * 0.25,
    });
    list.analog("compressor/discharge-temperature", "Cel", {
      ...cel,
      range: [0, 140],
      read: () => this.#condenserCel + 24,
    });
    list.analog("compressor/vibration-rms", "mm/s", {
      resolution: 0.01,
      noise: 0.03,
      range: [0, 30],
      read: () => 1.1 + this.#output,
    });
    list.analog("condenser/temperature", "Cel", { ...cel, read: () => this.#condenserCel });
    list.analog("condenser/fan-speed", "/min", {
      resolution: 1,
      noise: 4,
      range: [0, 1500],
      read: () => 420 + 700 * this.#output,
    });
  }
}
