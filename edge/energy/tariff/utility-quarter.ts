/** How a compressor or a chiller ran in the running quarter of an hour. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Readings that are further apart are not joined. */
const GAP_US = 120e6;

export interface UtilityQuarter {
  /** Time and energy loaded, and unloaded. A chiller counts as loaded while it draws power. */
  readonly loadedS: number;
  readonly unloadedS: number;
  readonly loadedKWh: number;
  readonly unloadedKWh: number;
  /** Lowest and mean value of the net pressure (bar) or of the set-point (Cel); NaN without a reading. */
  readonly low: number;
  readonly mean: number;
}

export interface UtilityState {
  readonly isLoaded: boolean;
  readonly power: number;
  readonly at: Micros;
  readonly heardAt: Micros;
  readonly sums: readonly [loadedS: number, unloadedS: number, loadedKWh: number, unloadedKWh: number];
  readonly value: number;
  readonly low: number;
  /** Integral of the value over time, and that time. */
  readonly area: number;
  readonly areaS: number;
}

const NEW: UtilityState = {
  isLoaded: true,
  power: Number.NaN,
  at: Number.NaN,
  heardAt: Number.NaN,
  sums: [0, 0, 0, 0],
  value: Number.NaN,
  low: Number.NaN,
  area: 0,
  areaS: 0,
};

export class UtilityCount {
  #state: UtilityState;

  constructor(state: UtilityState = NEW) {
    this.#state = state;
  }

  get state(): UtilityState {
    return this.#state;
  }

  setLoaded(isLoaded: boolean): void {
    this.#state = { ...this.#state, isLoaded };
  }

  setPower(power: number, now: Micros): void {
    this.#state = { ...this.#state, power, heardAt: now };
  }

  setValue(value: number): void {
    const { low } = this.#state;
    this.#state = { ...this.#state, value, low: Number.isNaN(low) ? value : Math.min(low, value) };
  }

  /** Counts the time since the last call. */
  pass(now: Micros): void {
    const { at, heardAt, isLoaded, power, value, sums, area, areaS } = this.#state;
    const seconds = (now - at) / 1e6;
    if (!(seconds > 0) || now - heardAt > GAP_US || Number.isNaN(power)) {
      this.#state = { ...this.#state, at: now };
      return;
    }
    const kWh = (power * seconds) / 3600;
    const [loadedS, unloadedS, loadedKWh, unloadedKWh] = sums;
    this.#state = {
      ...this.#state,
      at: now,
      sums: isLoaded
        ? [loadedS + seconds, unloadedS, loadedKWh + kWh, unloadedKWh]
        : [loadedS, unloadedS + seconds, loadedKWh, unloadedKWh + kWh],
      ...(Number.isNaN(value) ? {} : { area: area + value * seconds, areaS: areaS + seconds }),
    };
  }

  /** The quarter that has ended; the next one begins. */
  take(): UtilityQuarter {
    const { sums, low, area, areaS, value } = this.#state;
    const [loadedS, unloadedS, loadedKWh, unloadedKWh] = sums;
    this.#state = { ...this.#state, sums: [0, 0, 0, 0], low: value, area: 0, areaS: 0 };
    return { loadedS, unloadedS, loadedKWh, unloadedKWh, low, mean: areaS === 0 ? Number.NaN : area / areaS };
  }
}
