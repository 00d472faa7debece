import { hashText, noiseAt } from "./random.ts";

export type SignalValue = number | boolean | string;

/** One instrument on a station: what it reads, how finely, how noisily, how often. */
export interface Signal {
  /** `component/signal`, or `signal` where the station itself is meant. */
  readonly id: string;
  readonly type: "number" | "integer" | "boolean" | "text";
  /** UCUM code; empty where there is none. */
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
  /** The true value now. */
  read(): SignalValue;
}

/** What the instrument shows at `nowMs`: true value, noise, limits of the range, resolution. */
export function observe(signal: Signal, nowMs: number): SignalValue {
  const truth = signal.read();
  if (typeof truth !== "number" || signal.type !== "number") {
    return truth;
  }
  let shown = signal.noise === 0 ? truth : truth + signal.noise * noiseAt(signal.seed, Math.floor(nowMs / signal.everyMs));
  if (signal.range !== null) {
    shown = Math.min(signal.range[1], Math.max(signal.range[0], shown));
  }
  const perUnit = 1 / signal.resolution;
  return Math.round(shown * perUnit) / perUnit;
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

  #add(id: string, type: Signal["type"], rest: Omit<Signal, "id" | "type" | "seed">): void {
    this.all.push({ id, type, seed: hashText(`${this.#station}/${id}`), ...rest });
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

  /** A nameplate entry. */
  fixed(id: string, value: string | number): void {
    const type = typeof value === "number" ? "integer" : "text";
    this.#add(id, type, { unit: "", resolution: 1, noise: 0, range: null, everyMs: 60_000, isStatic: true, read: () => value });
  }
}
