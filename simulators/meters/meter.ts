import { MetricType, type MetricTypeNumber } from "../mqtt/sparkplug-encode.ts";
import type { MeterReading } from "../plant/contract.ts";
import type { Random } from "../plant/random.ts";

/** One metric of a meter, with its value as the display would show it. */
export interface MeterMetric {
  readonly name: string;
  readonly datatype: MetricTypeNumber;
  readonly unit?: string;
  /** True for what was set when the meter was mounted: it keeps that day as its time. */
  readonly isFixed?: boolean;
  read(): number | string;
}

const MINUTE_MS = 60_000;
/** Demand is the mean power of the last 15 minutes, the period grid operators bill by. */
const DEMAND_MINUTES = 15;
const HOUR_MS = 3_600_000;

/** What a meter adds to the true flow: its accuracy class, its reading noise and the resolution of its display. */
export class Meter {
  readonly id: string;
  readonly medium: MeterReading["medium"];
  readonly metrics: readonly MeterMetric[];
  readonly mountedMs: number;
  readonly #counted: (metric: string, count: number) => number;
  readonly #gain: number;
  readonly #random: Random;
  #reading: MeterReading;
  #frequencyHz = 50;
  #reactiveWs = 0;
  #lastMs = Number.NaN;
  /** Energy at the start of each of the last minutes, oldest first. */
  #minutes: { readonly ms: number; readonly energyWh: number }[] = [];
  #peakW = 0;

  /** `counted` is what the counter called `metric` shows when it has counted so far since it was mounted. */
  constructor(reading: MeterReading, random: Random, options: { readonly mountedMs: number; readonly counted?: (metric: string, count: number) => number }) {
    const { mountedMs, counted = (_metric, count) => count } = options;
    this.#counted = counted;
    this.id = reading.id;
    this.medium = reading.medium;
    this.mountedMs = mountedMs;
    this.#random = random;
    // Class 0.5 and better: a fixed error of this specimen within 0.3 %.
    this.#gain = 1 + 0.003 * random.between(-1, 1);
    this.#reading = reading;
    this.metrics = [...(reading.medium === "electricity" ? this.#electricity() : this.#fluid()), ...this.#fixed()];
  }

  /** Takes a new reading; `metrics` then show it. */
  update(reading: MeterReading, frequencyHz: number, nowMs: number): void {
    if (!Number.isNaN(this.#lastMs)) this.#reactiveWs += (Math.abs(sum(reading.reactivePowerVar)) * Math.max(0, nowMs - this.#lastMs)) / 1000;
    this.#lastMs = nowMs;
    this.#reading = reading;
    this.#frequencyHz = frequencyHz;
    const newest = this.#minutes.at(-1);
    if (newest === undefined || nowMs - newest.ms >= MINUTE_MS) this.#minutes.push({ ms: nowMs, energyWh: reading.energyWh });
    if (this.#minutes.length > DEMAND_MINUTES + 1) this.#minutes.shift();
    this.#peakW = Math.max(this.#peakW, this.#demandW());
  }

  #demandW(): number {
    const oldest = this.#minutes[0];
    if (oldest === undefined || this.#lastMs - oldest.ms < MINUTE_MS) return sum(this.#reading.activePowerW);
    return ((this.#reading.energyWh - oldest.energyWh) * HOUR_MS) / (this.#lastMs - oldest.ms);
  }

  /** The value with this specimen's error and noise, in steps of the display. */
  #shown(value: number, resolution: number, noise = 0.0003): number {
    return rounded(value * this.#gain * (1 + noise * this.#random.normal()), resolution);
  }

  #electricity(): MeterMetric[] {
    const metrics: MeterMetric[] = [];
    const real = (name: string, unit: string, read: () => number) => metrics.push({ name, unit, datatype: MetricType.float, read });
    const phase = <T extends readonly [number, number, number]>(values: T, n: 0 | 1 | 2): number => values[n];
    for (const n of [0, 1, 2] as const) {
      const watt = () => phase(this.#reading.activePowerW, n);
      const reactive = () => phase(this.#reading.reactivePowerVar, n);
      const volt = () => phase(this.#reading.voltageV, n);
      const apparent = () => Math.hypot(watt(), reactive());
      const next = (n === 2 ? 0 : n + 1) as 0 | 1 | 2;
      const line = `L${n + 1}`;
      real(`Voltage/${line}`, "V", () => rounded(volt() + 0.1 * this.#random.normal(), 0.1));
      real(`Voltage/${line}-L${next + 1}`, "V", () => rounded(lineToLine(volt(), phase(this.#reading.voltageV, next)) + 0.15 * this.#random.normal(), 0.1));
      real(`Current/${line}`, "A", () => this.#shown(apparent() / Math.max(volt(), 1), 0.01));
      real(`Power/Active/${line}`, "W", () => this.#shown(watt(), 1));
      real(`Power/Reactive/${line}`, "var", () => this.#shown(reactive(), 1));
      real(`Power/Apparent/${line}`, "VA", () => this.#shown(apparent(), 1));
      real(`PowerFactor/${line}`, "1", () => rounded(powerFactor(watt(), reactive()), 0.001));
    }
    const watts = () => sum(this.#reading.activePowerW);
    const reactives = () => sum(this.#reading.reactivePowerVar);
    real("Power/Active/Total", "W", () => this.#shown(watts(), 1));
    real("Power/Reactive/Total", "var", () => this.#shown(reactives(), 1));
    real("Power/Apparent/Total", "VA", () => this.#shown(Math.hypot(watts(), reactives()), 1));
    real("PowerFactor/Total", "1", () => rounded(powerFactor(watts(), reactives()), 0.001));
    real("Frequency", "Hz", () => rounded(this.#frequencyHz, 0.001));
    real("Demand/Active/15min", "W", () => rounded(this.#demandW(), 1));
    real("Demand/Active/Peak", "W", () => rounded(this.#peakW, 1));
    metrics.push({ name: "Energy/Active/Import", unit: "Wh", datatype: MetricType.double, read: () => rounded(this.#counted("Energy/Active/Import", this.#reading.energyWh), 1) });
    metrics.push({ name: "Energy/Reactive/Import", unit: "varh", datatype: MetricType.double, read: () => rounded(this.#counted("Energy/Reactive/Import", this.#reactiveWs / 3600), 1) });
    return metrics;
  }

  #fluid(): MeterMetric[] {
    const { float, double } = MetricType;
    return [
      { name: "Flow", unit: "m3/h", datatype: float, read: () => this.#shown(this.#reading.flowM3h, 0.001, 0.002) },
      { name: "Volume/Total", unit: "m3", datatype: double, read: () => rounded(this.#counted("Volume/Total", this.#reading.totalM3), 0.0001) },
      { name: "Pressure", unit: "bar", datatype: float, read: () => rounded(this.#reading.pressureBar + 0.003 * this.#random.normal(), 0.001) },
      { name: "Temperature", unit: "Cel", datatype: float, read: () => rounded(this.#reading.temperatureCel + 0.02 * this.#random.normal(), 0.01) },
    ];
  }

  #fixed(): MeterMetric[] {
    const isElectric = this.medium === "electricity";
    const serial = `BJ${String(20_210_000 + (Math.abs(hash(this.id)) % 9_999)).slice(0, 8)}`;
    const metrics: MeterMetric[] = [
      { name: "Properties/SerialNumber", datatype: MetricType.string, isFixed: true, read: () => serial },
      { name: "Properties/AccuracyClass", datatype: MetricType.string, isFixed: true, read: () => (isElectric ? "0.5S" : "1.0") },
    ];
    if (isElectric) metrics.push({ name: "Properties/CurrentTransformerRatio", unit: "1", datatype: MetricType.float, isFixed: true, read: () => (this.id === "MTR-E-PLANT" ? 400 : 40) });
    return metrics;
  }
}

function sum(values: readonly [number, number, number]): number {
  return values[0] + values[1] + values[2];
}

/** Voltage between two phases 120 degrees apart. */
function lineToLine(a: number, b: number): number {
  return Math.sqrt(a * a + b * b + a * b);
}

function powerFactor(watt: number, reactive: number): number {
  const apparent = Math.hypot(watt, reactive);
  return apparent < 1 ? 1 : watt / apparent;
}

function rounded(value: number, resolution: number): number {
  const steps = Math.round(value / resolution);
  return resolution < 1 ? steps / Math.round(1 / resolution) : steps * resolution;
}

function hash(text: string): number {
  let value = 0;
  for (const char of text) value = (Math.imul(value, 31) + char.charCodeAt(0)) | 0;
  return value;
}
