import type { SensorFault } from "./faults/condition.ts";
import { type MeasurementError, withError } from "./measurement-error.ts";
import { hashText, noiseAt } from "./random.ts";

export type SignalValue = number | boolean | string;

/** Disturbances of a sound instrument's reading. */
export interface Disturbance {
  readonly scale: number;
  /** In the instrument's unit. */
  readonly offset: number;
  /** The instrument shows multiples of its resolution times this number. */
  readonly coarseness: number;
  /** It gives nothing new: no sample in a file, an unchanged value on a server. */
  readonly isSilent: boolean;
  /** The value shown while it is silent, once there is one. */
  held: SignalValue | null;
}

/** One instrument of a station: its quantity, resolution, noise and rate. */
export interface Signal {
  /** `component/signal`, or `signal` for the station itself. */
  readonly id: string;
  readonly type: "number" | "integer" | "boolean" | "text";
  /** UCUM code; empty if there is none. */
  readonly unit: string;
  /** Smallest step the instrument shows; values are rounded to it. */
  readonly resolution: number;
  /** Standard deviation of the instrument's noise, in its unit. */
  readonly noise: number;
  readonly range: readonly [low: number, high: number] | null;
  readonly everyMs: number;
  /** Never changes while running, such as a serial number. */
  readonly isStatic: boolean;
  /** Seeds the noise; from station and id. */
  readonly seed: number;
  /** Present fault of the instrument; the plant writes it. While it is `dropped`, a server shows BadSensorFailure. */
  fault: SensorFault | null;
  /** This specimen's deviation; the plant draws it. Null for what is set, counted or calculated. */
  error: MeasurementError | null;
  /** Present disturbance; null for none. The plant writes it. */
  disturbance: Disturbance | null;
  /** The true value now. */
  read(): SignalValue;
}

/**
 * Reading of the instrument at `nowMs`: true value with the error of the specimen, noise, limits of the range,
 * resolution, and its own faults and disturbances.
 */
export function observe(signal: Signal, nowMs: number): SignalValue {
  const { fault } = signal;
  if (fault !== null && (fault.kind === "stuck" || fault.kind === "dropped")) {
    fault.held ??= shown(signal, nowMs, null);
    return fault.held;
  }
  const { disturbance } = signal;
  if (disturbance?.isSilent === true) {
    disturbance.held ??= shown(signal, nowMs, fault);
    return disturbance.held;
  }
  return shown(signal, nowMs, fault);
}

function shown(signal: Signal, nowMs: number, fault: SensorFault | null): SignalValue {
  const truth = signal.read();
  if (typeof truth !== "number" || signal.type !== "number") return truth;
  let value = signal.error === null ? truth : withError(truth, signal.error, nowMs);
  if (signal.noise !== 0 || fault !== null) value += deviation(signal, nowMs, fault);
  const { range, disturbance } = signal;
  if (disturbance !== null) value = value * disturbance.scale + disturbance.offset;
  if (range !== null) value = Math.max(range[0], Math.min(range[1], value));
  const perUnit = 1 / (disturbance === null ? signal.resolution : signal.resolution * disturbance.coarseness);
  return Math.round(value * perUnit) / perUnit;
}

/** Noise of this reading, increased or with an offset if the instrument is faulty. */
function deviation(
  { noise, resolution, range, error, seed: own, everyMs }: Signal,
  nowMs: number,
  fault: SensorFault | null,
): number {
  const seed = error?.seed ?? own;
  const tick = Math.floor(nowMs / everyMs);
  if (fault === null) return noise * noiseAt(seed, tick);
  const span = range === null ? 100 * resolution : range[1] - range[0];
  if (fault.kind === "drift") return noise * noiseAt(seed, tick) + fault.amount * span;
  return Math.max(noise, resolution) * (1 + fault.amount) * noiseAt(seed, tick);
}

export interface AnalogOptions {
  readonly resolution: number;
  readonly noise?: number;
  readonly range?: readonly [number, number];
  readonly everyMs?: number;
}

/** Collects the signals of one station. */
export class SignalList {
  readonly all: Signal[] = [];
  readonly #station: string;

  constructor(station: string) {
    this.#station = station;
  }

  #add(
    id: string,
    type: Signal["type"],
    rest: Omit<Signal, "id" | "type" | "seed" | "fault" | "error" | "disturbance">,
  ): void {
    const seed = hashText(`${this.#station}/${id}`);
    this.all.push({ id, type, seed, fault: null, error: null, disturbance: null, ...rest });
  }

  /** An analog value; `unit` is its UCUM code. */
  analog(id: string, unit: string, options: AnalogOptions & { readonly read: () => number }): void {
    const { resolution, noise = 0, range = null, everyMs = 1000, read } = options;
    this.#add(id, "number", { unit, resolution, noise, range, everyMs, isStatic: false, read });
  }

  /** A count or an enumeration value. */
  count(id: string, read: () => number, everyMs = 1000): void {
    this.#add(id, "integer", { unit: "", resolution: 1, noise: 0, range: null, everyMs, isStatic: false, read });
  }

  flag(id: string, read: () => boolean, everyMs = 250): void {
    this.#add(id, "boolean", { unit: "", resolution: 1, noise: 0, range: null, everyMs, isStatic: false, read });
  }

  text(id: string, read: () => string, everyMs = 1000): void {
    this.#add(id, "text", { unit: "", resolution: 1, noise: 0, range: null, everyMs, isStatic: false, read });
  }

  /** A constant number from the scenario. */
  setting(id: string, value: number): void {
    this.#add(id, "number", {
      unit: "1",
      resolution: 0.1,
      noise: 0,
      range: null,
      everyMs: 60_000,
      isStatic: true,
      read: () => value,
    });
  }

  /** A nameplate entry. */
  fixed(id: string, value: string | number): void {
    const type = typeof value === "number" ? "integer" : "text";
    this.#add(id, type, {
      unit: "",
      resolution: 1,
      noise: 0,
      range: null,
      everyMs: 60_000,
      isStatic: true,
      read: () => value,
    });
  }
}
