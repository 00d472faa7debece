import { Random } from "../../../../kernel/random.ts";
import { BLOCK_POINTS, BURST_RATE_HZ } from "./burst-shape.ts";

/** A power of two, so that an odd stride meets every entry once. */
const TABLE_POINTS = 65_536;
const MASK = TABLE_POINTS - 1;

/** Standard normal numbers (Box and Muller), made once: two look-ups a point cost a tenth of two logarithms. */
const NORMALS = (() => {
  const random = new Random(0x5eed);
  const table = new Float32Array(TABLE_POINTS);
  for (let at = 0; at < TABLE_POINTS; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    table[at] = radius * Math.cos(angle);
    table[at + 1] = radius * Math.sin(angle);
  }
  return table;
})();

/**
 * White Gaussian noise of deviation 1 into `out`. The sum of two walks through the table with strides of their own:
 * its tails reach as far as those of a Gaussian, and no two bursts share a sequence.
 */
export function putWhite(out: Float64Array, random: Random): void {
  const seat = (): number => Math.floor(random.next() * TABLE_POINTS);
  const [strideA, strideB] = [seat() | 1, seat() | 1];
  let [a, b] = [seat(), seat()];
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.SQRT1_2 * ((NORMALS[a] as number) + (NORMALS[b] as number));
    a = (a + strideA) & MASK;
    b = (b + strideB) & MASK;
  }
}

interface Levels {
  /** Deviation of the white part. */
  readonly white: number;
  /** Deviation of the pink part, which falls by 3 dB an octave. */
  readonly pink: number;
  /** Deviation of the level itself, as a share: it wanders in tenths of a second. */
  readonly wander: number;
}
/** Deviation of the pink filter's output for white noise of deviation 1 (P. Kellet's filter of three low passes). */
const PINK_GAIN = 1.85;
/** Share of the previous block's level that a block keeps: the level wanders within a tenth of a second. */
const LEVEL_MEMORY = 0.9;

/**
 * White noise becomes white and pink noise whose level wanders, in place. A mixture of Gaussians of many levels has
 * heavier tails than each of them.
 */
export function colour(noise: Float64Array, { white, pink, wander }: Levels, random: Random): void {
  let [slow, middle, fast] = [0, 0, 0];
  const pinkGain = pink / PINK_GAIN;
  let walk = random.normal();
  for (let from = 0; from < noise.length; from += BLOCK_POINTS) {
    const level = Math.exp(wander * walk);
    const [a, b] = [white * level, pinkGain * level];
    walk = LEVEL_MEMORY * walk + Math.sqrt(1 - LEVEL_MEMORY ** 2) * random.normal();
    for (let i = from; i < from + BLOCK_POINTS; i++) {
      const x = noise[i] as number;
      slow = 0.99765 * slow + 0.099046 * x;
      middle = 0.963 * middle + 0.2965164 * x;
      fast = 0.57 * fast + 1.0526913 * x;
      noise[i] = a * x + b * (slow + middle + fast + 0.1848 * x);
    }
  }
}

/**
 * Knocks at random moments, `perS` of them: chips, valves, a door, cranes. Their strength has a Pareto tail
 * (exponent 2.5), up to thirty times the smallest.
 */
export function addKnocks(
  force: Float64Array,
  { perS, strength }: { readonly perS: number; readonly strength: number },
  random: Random,
): void {
  for (let atS = -Math.log(1 - random.next()) / perS; ; atS -= Math.log(1 - random.next()) / perS) {
    const at = Math.floor(atS * BURST_RATE_HZ);
    if (at >= force.length) return;
    const size = strength * Math.min(30, (1 - random.next()) ** (-1 / 2.5));
    force[at] = (force[at] as number) + (random.next() < 0.5 ? -size : size);
  }
}

/**
 * Broadband velocity around 160 Hz of a rough raceway: noise through two low passes is the velocity, its difference the
 * acceleration. `white` is work space.
 */
export function addRoughness(
  points: Float64Array,
  white: Float64Array,
  { velocityMS, random }: { readonly velocityMS: number; readonly random: Random },
): void {
  if (velocityMS < 1e-6) return;
  putWhite(white, random);
  const pole = Math.exp((-2 * Math.PI * 160) / BURST_RATE_HZ);
  // Variance of unit noise behind two equal poles: (1 + p^2) / (1 - p^2)^3.
  const gain = velocityMS / Math.sqrt((1 + pole * pole) / (1 - pole * pole) ** 3);
  let first = 0;
  let velocity = 0;
  for (let i = 0; i < points.length; i++) {
    const before = velocity;
    first = pole * first + gain * (white[i] as number);
    velocity = pole * velocity + first;
    points[i] = (points[i] as number) + (velocity - before) * BURST_RATE_HZ;
  }
}
