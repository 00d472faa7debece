/** Rows back that explain the present one. */
const LAGS = 2;
/** A value is limited to this many spreads. */
const CLIP = 50;

/**
 * How the channels of a unit are related in normal running: each judged channel as a linear function of the last rows
 * of all of them and of the environment, and the principal axes of the residuals. This is dynamic PCA (Ku, Storer and
 * Georgakis 1995) in its regression form: residuals of successive rows are almost independent, so that their averages
 * do not wander.
 */
export class Relations {
  /** All numbers of the relations. */
  readonly state: Float64Array;
  readonly lags = LAGS;
  readonly channels: number;
  readonly judged: readonly number[];
  readonly environment: readonly number[];
  /** Values that explain a row: those of the lags, newest first, then the environment. */
  readonly predictors: number;
  readonly centre: Float64Array;
  /** 1 / spread; 0 for a channel without information. */
  readonly scale: Float64Array;
  /** Range of scaled values in learning. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** predictors × judged. */
  readonly weights: Float64Array;
  /** judged × judged: row k is principal axis k over the standard deviation along it, the largest first. */
  readonly axes: Float64Array;
  readonly #leading: Float64Array;

  constructor(channels: number, environment: readonly number[]) {
    this.channels = channels;
    this.environment = environment;
    this.judged = Array.from({ length: channels }, (_, channel) => channel).filter((c) => !environment.includes(c));
    const n = this.judged.length;
    this.predictors = LAGS * n + environment.length;
    this.state = new Float64Array(4 * channels + (this.predictors + n) * n + 1);
    let at = 0;
    const next = (size: number): Float64Array => {
      at += size;
      return this.state.subarray(at - size, at);
    };
    this.centre = next(channels);
    this.scale = next(channels);
    this.low = next(channels);
    this.high = next(channels);
    this.weights = next(this.predictors * n);
    this.axes = next(n * n);
    this.#leading = next(1);
  }

  /** Number of leading axes; the others span the residual space. */
  get leading(): number {
    return this.#leading[0] as number;
  }

  set leading(count: number) {
    this.#leading[0] = count;
  }

  /** Spreads from the centre of the judged channels of the row that begins at `row`; NaN for a missing value. */
  scaled(values: Float64Array, row: number, out: Float64Array): void {
    for (let i = 0; i < this.judged.length; i++) out[i] = this.#scaledOf(values, row, this.judged[i] as number);
  }

  #scaledOf(values: Float64Array, row: number, channel: number): number {
    const off = (values[row + channel] as number) - (this.centre[channel] as number);
    const z = off * (this.scale[channel] as number);
    // NaN stays NaN.
    return Math.min(Math.max(z, -CLIP), CLIP);
  }

  /** The environment's part of the predictors. Nothing is extrapolated beyond the range that was learned. */
  explain(values: Float64Array, row: number, predictors: Float64Array): void {
    const from = LAGS * this.judged.length;
    for (let e = 0; e < this.environment.length; e++) {
      const channel = this.environment[e] as number;
      const z = this.#scaledOf(values, row, channel);
      const low = this.low[channel] as number;
      const high = this.high[channel] as number;
      predictors[from + e] = Number.isNaN(z) ? 0 : Math.min(Math.max(z, low), high);
    }
  }

  /**
   * Residuals of scaled values after the prediction. A missing value takes its expected one, so that its residual is 0.
   */
  residuals(predictors: Float64Array, scaled: Float64Array, out: Float64Array): void {
    const n = this.judged.length;
    const weights = this.weights;
    out.fill(0);
    for (let p = 0, at = 0; p < this.predictors; p++, at += n) {
      const x = predictors[p] as number;
      for (let i = 0; i < n; i++) out[i] = (out[i] as number) + x * (weights[at + i] as number);
    }
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(scaled[i])) scaled[i] = out[i] as number;
      out[i] = (scaled[i] as number) - (out[i] as number);
    }
  }
}

/** Puts a row in front of the lags. */
export function pushLag(predictors: Float64Array, scaled: Float64Array): void {
  predictors.copyWithin(scaled.length, 0, (LAGS - 1) * scaled.length);
  predictors.set(scaled);
}
