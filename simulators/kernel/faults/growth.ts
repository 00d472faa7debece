import type { Random } from "../random.ts";

/** Parts of the growth between which a path is straight. */
const PARTS = 48;
/** Shape of the gamma process over the whole growth: half way it scatters by 8 % of the end. */
const SHAPE = 40;

/**
 * A path of damage from 0 to 1 over the share of its time from 0 to 1: a gamma process around the law, on the condition
 * that it ends at 1. It only rises, in random increments, and its mean over many specimens is the law. Source: van
 * Noortwijk, Reliability Engineering and System Safety 94 (2009) 2, gamma processes in maintenance.
 */
export class GrowthPath {
  readonly #knots = new Float64Array(PARTS + 1);

  constructor(law: (share: number) => number, random: Random) {
    for (let part = 1; part <= PARTS; part++) {
      const mean = law(part / PARTS) - law((part - 1) / PARTS);
      this.#knots[part] = (this.#knots[part - 1] as number) + gamma(SHAPE * mean, random);
    }
    const end = this.#knots[PARTS] as number;
    for (let part = 1; part <= PARTS; part++) this.#knots[part] = (this.#knots[part] as number) / end;
  }

  at(share: number): number {
    if (share >= 1) return 1;
    const place = Math.max(0, share) * PARTS;
    const part = Math.floor(place);
    const [from, to] = [this.#knots[part] as number, this.#knots[part + 1] as number];
    return from + (to - from) * (place - part);
  }
}

/** A draw of the gamma distribution of scale 1, after Marsaglia and Tsang (2000). */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
