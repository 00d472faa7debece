/** Points per turn after averaging, at which the line keeps 99 % of its height. */
const PER_TURN = 16;
/** Fewer turns do not separate the line from its neighbours. */
const LEAST_TURNS = 8;
/** Where the line is looked for, in bins of one over the burst's length: a speed is no more exact. */
const NEAR = [-0.5, 0, 0.5] as const;
/** Where its surroundings are looked for: beyond the width of the window's line. */
const AROUND = [-6, -5, -4, 4, 5, 6] as const;
/** Power of a line over its surroundings; a lower one may be noise. */
const CLEAR = 10;

/**
 * Line of a burst at the rate of its shaft: what an unbalanced rotor shows. Broadband noise around it is subtracted, so
 * that a rough bearing is not taken for unbalance. Memory grows with the longest burst.
 */
export class ShaftLine {
  /** Whether the line that was last measured is clear of the noise. */
  isClear = false;
  #means = new Float64Array(0);
  readonly #around = new Float64Array(AROUND.length);

  /**
   * Amplitude (peak) of the displacement at the shaft's rate, in the unit of the points times s²: acceleration over the
   * square of the angular speed. One unbalance gives the same at all speeds below the first bending mode. Where no line
   * is clear of the noise, it is the amplitude of the noise, an upper bound of the line. NaN for a burst of fewer than
   * eight turns.
   */
  measure(points: Float32Array, { rateHz, shaftHz }: { readonly rateHz: number; readonly shaftHz: number }): number {
    if (!(shaftHz > 0) || (points.length * shaftHz) / rateHz < LEAST_TURNS) return Number.NaN;
    const block = Math.max(1, Math.floor(rateHz / (PER_TURN * shaftHz)));
    const count = this.#reduce(points, block);
    const bin = 1 / count;
    const turns = (shaftHz * block) / rateHz;
    let line = 0;
    for (let at = 0; at < NEAR.length; at++)
      line = Math.max(line, this.#power(count, turns + (NEAR[at] as number) * bin));
    for (let at = 0; at < AROUND.length; at++)
      this.#around[at] = this.#power(count, turns + (AROUND[at] as number) * bin);
    const around = this.#around.sort();
    const floor = ((around[2] as number) + (around[3] as number)) / 2;
    this.isClear = line >= CLEAR * floor;
    return Math.sqrt(this.isClear ? line - floor : floor) / (2 * Math.PI * shaftHz) ** 2;
  }

  /** Means of blocks; returns their number. */
  #reduce(points: Float32Array, block: number): number {
    const count = Math.floor(points.length / block);
    if (this.#means.length < count) this.#means = new Float64Array(count);
    for (let at = 0, from = 0; at < count; at++) {
      let sum = 0;
      for (let i = 0; i < block; i++) sum += points[from++] as number;
      this.#means[at] = sum / block;
    }
    return count;
  }

  /** Square of the amplitude at `turns` a point, in a Hann window; a rotation gives cosine and sine. */
  #power(count: number, turns: number): number {
    const means = this.#means;
    const [stepCos, stepSin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
    const [windowCos, windowSin] = [Math.cos((2 * Math.PI) / count), Math.sin((2 * Math.PI) / count)];
    let [cos, sin, hannCos, hannSin] = [1, 0, 1, 0];
    let re = 0;
    let im = 0;
    for (let i = 0; i < count; i++) {
      const value = (means[i] as number) * (1 - hannCos);
      re += value * cos;
      im += value * sin;
      const nextCos = cos * stepCos - sin * stepSin;
      sin = sin * stepCos + cos * stepSin;
      cos = nextCos;
      const nextHann = hannCos * windowCos - hannSin * windowSin;
      hannSin = hannSin * windowCos + hannCos * windowSin;
      hannCos = nextHann;
    }
    return (4 * (re * re + im * im)) / (count * count);
  }
}
