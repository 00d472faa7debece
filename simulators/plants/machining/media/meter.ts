import type { MeterReading } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import { hashText, noiseAt, type Random } from "../../../kernel/random.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Surroundings } from "../machine.ts";

type Three = readonly [number, number, number];

/** Demand is the mean power of the last 15 minutes, the period grid operators bill by. */
const DEMAND_MINUTES = 15;
/** Accuracy classes: electricity after IEC 62053-22 class 0.5 S, other media class 1; limits of error as a share. */
const CLASSES = { electricity: { name: "0.5S", limit: 0.005 }, other: { name: "1.0", limit: 0.01 } } as const;
/** A meter's fixed error lies within this share of its limit. */
const SPECIMEN = 0.6;
/** Noise of a reading as a share of it. */
const ELECTRIC_NOISE = 0.0003;
const FLOW_NOISE = 0.002;
/** Maximum error of a meter's clock. */
const CLOCK_OFF_MS = 2000;

export interface MeterOptions {
  readonly random: Random;
  readonly around: Surroundings;
  /** The true flow. */
  read(): MeterReading;
}

/**
 * One utility meter: the true flow with the error of its accuracy class, the noise and resolution of its display, and
 * its own clock. It counts its displayed flow.
 */
export class UtilityMeter {
  readonly id: string;
  readonly medium: MeterReading["medium"];
  readonly signals: readonly Signal[];
  /** Name of its accuracy class, and the limits of error that it promises, as a share. */
  readonly accuracy: { readonly name: string; readonly limit: number };
  /** How far its clock is ahead. */
  readonly clockOffsetMs: number;
  readonly #specimenGain: number;
  readonly #options: MeterOptions;
  readonly #seed: number;
  #truth: MeterReading;
  #energyWh: number;
  #reactiveVarh = 0;
  #volumeM3: number;
  #seconds = 0;
  /** Energy at the start of each of the last minutes, oldest first. */
  readonly #minutes: number[] = [];
  #peakW = 0;

  constructor(id: string, options: MeterOptions) {
    const { random } = options;
    this.id = id;
    this.#options = options;
    this.#truth = options.read();
    this.medium = this.#truth.medium;
    this.accuracy = this.medium === "electricity" ? CLASSES.electricity : CLASSES.other;
    this.#specimenGain = 1 + SPECIMEN * this.accuracy.limit * random.between(-1, 1);
    this.clockOffsetMs = Math.round(CLOCK_OFF_MS * random.between(-1, 1));
    this.#seed = hashText(id);
    this.#energyWh = this.#truth.energyWh;
    this.#volumeM3 = this.#truth.totalM3;
    const list = new SignalList(id);
    if (this.medium === "electricity") this.#addElectricity(list);
    else this.#addFluid(list);
    this.#addNameplate(list);
    this.signals = list.all;
  }

  /** Takes a reading and counts it; called every second. */
  slow(dtS: number): void {
    const truth = this.#options.read();
    // The true increment since the last second, with this meter's error.
    this.#energyWh += (truth.energyWh - this.#truth.energyWh) * this.#gain;
    this.#volumeM3 += (truth.totalM3 - this.#truth.totalM3) * this.#gain;
    this.#reactiveVarh += (sum(truth.reactivePowerVar) * this.#gain * dtS) / 3600;
    this.#truth = truth;
    if (this.#seconds++ % 60 !== 0) return;
    this.#minutes.push(this.#energyWh);
    if (this.#minutes.length > DEMAND_MINUTES + 1) this.#minutes.shift();
    this.#peakW = Math.max(this.#peakW, this.#demandW);
  }

  /** With the error of a meter that has gone wrong. */
  get #gain(): number {
    return this.#specimenGain * (1 + this.#options.around.conditions.of(this.id).meterGain);
  }

  get #demandW(): number {
    const oldest = this.#minutes[0];
    const minutes = this.#minutes.length - 1;
    return oldest === undefined || minutes < 1 ? 0 : (((this.#minutes[minutes] as number) - oldest) * 60) / minutes;
  }

  /** A value through the specimen's error and the noise of this second. */
  #shown(value: number, salt: number, noise = ELECTRIC_NOISE): number {
    return value * this.#gain * (1 + noise * noiseAt(this.#seed + salt, Math.floor(this.#options.around.nowMs / 1000)));
  }

  #addElectricity(list: SignalList): void {
    for (const phase of [0, 1, 2] as const) this.#addPhase(list, phase);
    const active = (): number => sum(this.#truth.activePowerW);
    const reactive = (): number => sum(this.#truth.reactivePowerVar);
    list.analog("power/active", "W", { resolution: 1, read: () => this.#shown(active(), 20) });
    list.analog("power/reactive", "V.A{reactive}", { resolution: 1, read: () => this.#shown(reactive(), 21) });
    list.analog("power/apparent", "V.A", { resolution: 1, read: () => this.#shown(length(active(), reactive()), 22) });
    list.analog("power/factor", "1", { resolution: 0.001, read: () => factor(active(), reactive()) });
    list.analog("frequency", "Hz", { resolution: 0.001, read: () => this.#options.around.gridHz });
    list.analog("demand/quarter-hour", "W", { resolution: 1, read: () => this.#demandW });
    list.analog("demand/peak", "W", { resolution: 1, read: () => this.#peakW });
    list.analog("energy/import", "W.h", { resolution: 1, read: () => this.#energyWh });
    list.analog("energy/reactive", "V.A.h{reactive}", { resolution: 1, read: () => this.#reactiveVarh });
  }

  #addPhase(list: SignalList, phase: 0 | 1 | 2): void {
    const of = `phase-${phase + 1}`;
    const next = ((phase + 1) % 3) as 0 | 1 | 2;
    const watt = (): number => this.#truth.activePowerW[phase];
    const reactive = (): number => this.#truth.reactivePowerVar[phase];
    const volt = (): number => this.#truth.voltageV[phase];
    list.analog(`${of}/voltage`, "V", { resolution: 0.1, noise: 0.1, read: volt });
    list.analog(`${of}/line-voltage`, "V", {
      resolution: 0.1,
      noise: 0.15,
      read: () => lineToLine(volt(), this.#truth.voltageV[next]),
    });
    list.analog(`${of}/current`, "A", {
      resolution: 0.01,
      read: () => this.#shown(length(watt(), reactive()) / Math.max(volt(), 1), phase),
    });
    list.analog(`${of}/active-power`, "W", { resolution: 1, read: () => this.#shown(watt(), 3 + phase) });
    list.analog(`${of}/reactive-power`, "V.A{reactive}", {
      resolution: 1,
      read: () => this.#shown(reactive(), 6 + phase),
    });
    list.analog(`${of}/apparent-power`, "V.A", {
      resolution: 1,
      read: () => this.#shown(length(watt(), reactive()), 9 + phase),
    });
    list.analog(`${of}/power-factor`, "1", { resolution: 0.001, read: () => factor(watt(), reactive()) });
  }

  #addFluid(list: SignalList): void {
    list.analog("flow", "m3/h", { resolution: 0.001, read: () => this.#shown(this.#truth.flowM3h, 0, FLOW_NOISE) });
    list.analog("volume", "m3", { resolution: 0.0001, read: () => this.#volumeM3 });
    list.analog("pressure", "bar", { resolution: 0.001, noise: 0.003, read: () => this.#truth.pressureBar });
    list.analog("temperature", "Cel", { resolution: 0.01, noise: 0.02, read: () => this.#truth.temperatureCel });
  }

  #addNameplate(list: SignalList): void {
    list.fixed("nameplate/serial-number", `BJ${String(20_210_000 + (Math.abs(this.#seed) % 9_999)).slice(0, 8)}`);
    list.fixed("nameplate/accuracy-class", this.accuracy.name);
    if (this.medium === "electricity") list.fixed("nameplate/transformer-ratio", this.id === "MTR-E-PLANT" ? 400 : 40);
  }
}

function sum(values: Three): number {
  return values[0] + values[1] + values[2];
}

/** Voltage between two phases 120 degrees apart. */
function lineToLine(a: number, b: number): number {
  return Math.sqrt(a * a + b * b + a * b);
}

function factor(watt: number, reactive: number): number {
  const apparent = length(watt, reactive);
  return apparent < 1 ? 1 : watt / apparent;
}
