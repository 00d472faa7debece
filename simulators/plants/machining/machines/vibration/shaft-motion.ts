import type { Random } from "../../../../kernel/random.ts";
import { BLOCK_POINTS, BLOCKS, BURST_RATE_HZ } from "./burst-shape.ts";

const BLOCK_S = BLOCK_POINTS / BURST_RATE_HZ;

/** Speed of a shaft in one burst, block by block: it wanders about its mean, as a drive's control holds it. */
export class ShaftMotion {
  /** Speed of each block, Hz. */
  readonly hz = new Float64Array(BLOCKS);
  /** Turns at the start of each block. */
  readonly turns = new Float64Array(BLOCKS);

  constructor(meanHz: number, wander: number, random: Random) {
    // Three slow waves: a control's ripple, and no drift of the mean.
    const waves = [1, 2, 5].map((perS) => ({
      perS,
      phase: 2 * Math.PI * random.next(),
      share: (wander * Math.SQRT2 * random.between(0.4, 1)) / Math.sqrt(perS),
    }));
    let turns = 0;
    for (let block = 0; block < BLOCKS; block++) {
      let share = 0;
      for (const wave of waves) share += wave.share * Math.cos(2 * Math.PI * wave.perS * block * BLOCK_S + wave.phase);
      this.hz[block] = meanHz * (1 + share);
      this.turns[block] = turns;
      turns += (this.hz[block] as number) * BLOCK_S;
    }
  }

  /** Speed at a time of the burst, Hz. */
  hzAt(timeS: number): number {
    return this.hz[Math.min(BLOCKS - 1, Math.floor(timeS / BLOCK_S))] as number;
  }

  /** Turns since the start of the burst. */
  turnsAt(timeS: number): number {
    const block = Math.min(BLOCKS - 1, Math.floor(timeS / BLOCK_S));
    return (this.turns[block] as number) + (this.hz[block] as number) * (timeS - block * BLOCK_S);
  }
}
