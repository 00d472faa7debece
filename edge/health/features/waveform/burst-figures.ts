import type { BearingOrders } from "../../../contracts/plant/bearing-orders.ts";
import { BURST_FIGURES } from "../../../contracts/plant/burst-tags.ts";
import { BurstSpectrum } from "./burst-spectrum.ts";
import type { SteadyBurst } from "./burst-tracking.ts";
import { moments } from "./moments.ts";
import { BEARING_PARTS, PartLines } from "./part-lines.ts";

/** Points of a burst that count, the first ones: 13 s at 20 kHz. */
const MOST_POINTS = 262_144;
const TO_MM = 1e3;
const FIRST_PART = BURST_FIGURES.findIndex(({ figure }) => figure === "outer-race");

/** Means to compute the figures of a burst, shared by all sensors, because one burst is measured at a time. */
export class BurstFigures {
  readonly #spectrum = new BurstSpectrum();
  readonly #parts = new Float64Array(BEARING_PARTS.length);
  readonly #lines = new Map<BearingOrders, PartLines>();

  /**
   * Writes the figures of a burst into `out`, in the order of `BURST_FIGURES` and their units. NaN stands for one that
   * this burst does not give: too few points, a point without a number, a shaft at rest or of an unknown speed
   * (NaN), no geometry, a sampling rate that does not reach. `scale`: value of one unit of the points in m/s2.
   */
  measure(
    whole: Float32Array,
    of: {
      readonly rateHz: number;
      /** The burst at equal angles, by which lines of the shaft and the bearing are taken. */
      readonly steady: SteadyBurst;
      readonly scale: number;
      readonly orders?: BearingOrders | undefined;
    },
    out: Float64Array,
  ): void {
    const points = firstOf(whole);
    out.fill(Number.NaN);
    if (points.length === 0) return;
    // Writes RMS, peak and kurtosis into the first three.
    const mean = moments(points, out);
    if (!Number.isFinite(mean)) {
      out.fill(Number.NaN);
      return;
    }
    const [rms, peak, kurtosis] = [out[0] as number, out[1] as number, out[2] as number];
    out[2] = rms > 0 ? peak / rms : Number.NaN;
    out[3] = kurtosis;
    const spectrum = this.#spectrum;
    spectrum.measure(points, { mean, rateHz: of.rateHz });
    out[4] = TO_MM * of.scale * spectrum.velocity;
    out[5] = spectrum.rms(0);
    out[6] = spectrum.rms(1);
    out[7] = spectrum.rms(2);
    const steady = firstOf(of.steady.points);
    const shaftHz = of.steady.speedPerMin / 60;
    if (steady !== points) spectrum.measure(steady, { mean, rateHz: of.rateHz });
    out[8] = spectrum.sidebands(shaftHz);
    if (of.orders === undefined) return;
    const lines = this.#linesOf(of.orders);
    lines.measure(steady, { rateHz: of.rateHz, shaftHz }, this.#parts);
    for (let part = 0; part < BEARING_PARTS.length; part++)
      out[FIRST_PART + part] = Math.exp(lines.impacts[part] as number);
  }

  #linesOf(orders: BearingOrders): PartLines {
    const known = this.#lines.get(orders) ?? new PartLines(orders);
    this.#lines.set(orders, known);
    return known;
  }
}

function firstOf(points: Float32Array): Float32Array {
  return points.length > MOST_POINTS ? points.subarray(0, MOST_POINTS) : points;
}
