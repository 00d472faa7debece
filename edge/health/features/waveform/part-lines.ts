import { EnvelopeBands } from "../../../batch/envelope-bands.ts";
import type { BearingOrders } from "../../../contracts/plant/bearing-orders.ts";
import { LineSearch } from "./line-search.ts";

/** Bands of a sixteenth of the sampling rate side by side, at half the cost of overlapping ones and as good here. */
const BANDS = { bandsPerRate: 16, step: 1, hasFloor: true } as const;
/** Cages of greased spindles slip by up to this share. */
const SLIP = 0.015;
/** More points a segment only sharpen lines that slip smears. */
const MOST_SEGMENT = 16_384;
const LEAST_SEGMENT = 1024;
/** A line counts as far as its amplitude is above this many times its neighbours, but at least with this share. */
const [ABOVE, LEAST_SHARE] = [2, 0.02];

/** Parts of a bearing in the order of the columns of {@link PartLines}. */
export const BEARING_PARTS = ["outer", "inner", "ball"] as const;

/**
 * How far the lines of each part of a bearing stand out of the envelope of a burst: the logarithm of line over
 * neighbours, as a mean over the line, its double and all bands. Impacts of a damaged part ring in many bands, while
 * lines of teeth, belts, mains and other machines lie in one; noise of any level leaves the ratio as it is (squared
 * envelope spectrum: Randall and Antoni, MSSP 25 (2011) 485). A burst allocates nothing.
 */
export class PartLines {
  /** Logarithm of the amplitude of each part's impacts in the burst last measured, in the unit of the points. */
  readonly impacts = new Float64Array(BEARING_PARTS.length);
  /** Logarithm of the noise between impacts (RMS, geometric mean over the bands), in the unit of the points. */
  background = Number.NaN;
  readonly #lines: readonly Float64Array[];
  readonly #search = new LineSearch(SLIP);
  /** First line of the present part over its neighbours, by band. */
  readonly #firsts: number[] = [];

  constructor({ outer, inner, spin }: BearingOrders) {
    // A defect on a ball strikes both races in one spin.
    this.#lines = [
      [outer, 2 * outer],
      [inner, 2 * inner],
      [2 * spin, 4 * spin],
    ].map((orders) => Float64Array.from(orders));
  }

  /**
   * Writes a column for each part into `out`; NaN where the spectrum does not reach its lines, for a shaft at rest, for
   * a burst of fewer than 1,024 points, and for one with a NaN among its points.
   */
  measure(points: Float32Array, of: { readonly rateHz: number; readonly shaftHz: number }, out: Float64Array): void {
    out.fill(Number.NaN);
    this.impacts.fill(Number.NaN);
    this.background = Number.NaN;
    if (points.length < LEAST_SEGMENT || !(of.shaftHz > 0)) return;
    let mean = 0;
    for (let i = 0; i < points.length; i++) mean += points[i] as number;
    mean /= points.length;
    if (!Number.isFinite(mean)) return;
    const bands = bandsFor(points.length);
    bands.measure(points, mean);
    this.background = bands.floor.reduce((sum, power) => sum + Math.log(power), 0) / (2 * bands.floor.length);
    const binsPerOrder = (of.shaftHz * bands.segment) / of.rateHz;
    for (let part = 0; part < this.#lines.length; part++) {
      const orders = this.#lines[part] as Float64Array;
      this.impacts[part] = this.#impactOf(bands, (orders[0] as number) * binsPerOrder);
      out[part] = this.#meanOf(bands, orders, binsPerOrder);
    }
  }

  #meanOf(bands: EnvelopeBands, orders: Float64Array, binsPerOrder: number): number {
    let sum = 0;
    let count = 0;
    for (let band = 0; band < bands.spectra.length; band++)
      for (let line = 0; line < orders.length; line++) {
        const bin = (orders[line] as number) * binsPerOrder;
        // The first lines were searched for the impacts.
        const ratio = line === 0 ? this.#firsts[band] : this.#search.ratio(bands.spectra[band] as Float64Array, bin);
        // A fast shaft's doubles lie beyond the band.
        if (ratio === undefined || Number.isNaN(ratio)) continue;
        sum += Math.log(ratio);
        count++;
      }
    return count === 0 ? Number.NaN : sum / count;
  }

  /**
   * The line of the squared envelope is a power of four of the acceleration; its neighbours are taken off. Keeps the
   * ratios of all bands.
   */
  #impactOf(bands: EnvelopeBands, bin: number): number {
    let [sum, count] = [0, 0];
    for (let band = 0; band < bands.spectra.length; band++) {
      const ratio = this.#search.ratio(bands.spectra[band] as Float64Array, bin);
      this.#firsts[band] = ratio;
      if (Number.isNaN(ratio)) continue;
      sum += Math.log(this.#search.power * Math.max(LEAST_SHARE, 1 - (ABOVE / ratio) ** 2)) / 4;
      count++;
    }
    return count === 0 ? Number.NaN : sum / count;
  }
}

/** The same for all bearings, whose bursts are measured one at a time. */
const bandsBySegment = new Map<number, EnvelopeBands>();

function bandsFor(points: number): EnvelopeBands {
  const segment = Math.min(MOST_SEGMENT, 2 ** Math.floor(Math.log2(points)));
  const bands = bandsBySegment.get(segment) ?? new EnvelopeBands(segment, BANDS);
  bandsBySegment.set(segment, bands);
  return bands;
}
