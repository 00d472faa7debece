import { deviate, type Regimes, regimeOf } from "./regimes.ts";
import { HISTORY_COLUMNS, SignalHistory } from "./signal-history.ts";

/** The sensors as learnt from a fleet; the same for all units. */
export interface LifeScale {
  readonly regimes: Regimes;
  /** Number of directions of wear. */
  readonly directions: number;
  /** By regime, then by direction: weights of the kept sensors. */
  readonly weights: readonly (readonly Float64Array[])[];
}

/**
 * What is known of a unit's wear after each cycle: level, trend and drift of every sensor, as deviation from the
 * operating regime's mean, and of the directions in which the fleet wears. One instance follows one unit.
 */
export class LifeFeatures {
  readonly #scale: LifeScale;
  readonly #histories: readonly SignalHistory[];
  readonly #deviations: Float64Array;
  #cycles = 0;

  constructor(scale: LifeScale) {
    this.#scale = scale;
    const sensors = scale.regimes.sensors.length;
    this.#histories = Array.from({ length: sensors + scale.directions }, () => new SignalHistory());
    this.#deviations = new Float64Array(sensors);
  }

  /**
   * Takes one cycle, and writes the features after it into `out`. A missing reading (NaN) counts as the regime's mean.
   */
  push(settings: Float64Array, sensors: Float64Array, out: Float64Array): void {
    const { regimes, directions, weights } = this.#scale;
    const regime = regimeOf(regimes, settings);
    const deviations = this.#deviations;
    deviate(regimes, regime, sensors, deviations);
    const width = HISTORY_COLUMNS.length;
    this.#cycles++;
    for (let at = 0; at < deviations.length; at++) this.#histories[at]?.push(deviations[at] as number, out, at * width);
    for (let place = 0; place < directions; place++) {
      const own = weights[regime]?.[place] as Float64Array;
      let sum = 0;
      for (let at = 0; at < deviations.length; at++) sum += (own[at] as number) * (deviations[at] as number);
      const signal = deviations.length + place;
      this.#histories[signal]?.push(sum, out, signal * width);
    }
    out[this.#histories.length * width] = this.#cycles;
  }
}

/** Names of the columns that `LifeFeatures.push` writes, in their order. */
export function lifeFeatureNames(
  { regimes, directions }: LifeScale,
  sensorNames: readonly string[],
): readonly string[] {
  const signals = [
    ...[...regimes.sensors].map((sensor) => sensorNames[sensor] as string),
    ...Array.from({ length: directions }, (_, place) => `wear ${place + 1}`),
  ];
  return [...signals.flatMap((signal) => HISTORY_COLUMNS.map((column) => `${signal} ${column}`)), "age"];
}

/** Indexes of the features that hold a unit's position on its path of wear: the fast average of each direction. */
export function wearPlaces({ regimes, directions }: LifeScale): Int32Array {
  return Int32Array.from(
    { length: directions },
    (_, place) => (regimes.sensors.length + place) * HISTORY_COLUMNS.length,
  );
}
