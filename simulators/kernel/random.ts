/** Seeded random numbers: the same seed gives the same plant, second by second. */
export class Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed | 0;
    this.#state = this.#seed;
  }

  /** Uniform in [0, 1). Mulberry32: 32 bits of state are enough for a plant, and a draw costs one multiplication. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** The factor of one specimen: 1 within `spread`, evenly. */
  within(spread: number): number {
    return 1 + spread * this.between(-1, 1);
  }

  /** Close enough to a standard normal: the sum of four uniforms, so never beyond 3.5 sigma. */
  normal(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * Math.sqrt(3);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A stream of its own, so that one machine's draws do not shift another's. */
  fork(label: string): Random {
    return new Random(hashText(label) ^ Math.imul(this.#state, 0x9e3779b1));
  }

  /**
   * The stream of one piece, person or moment: the same whatever was drawn before, and drawing from it shifts nothing
   * else. So a plant with a fault draws what its sound twin draws, as long as both have the same pieces and moments.
   */
  at(key: string | number): Random {
    return new Random(hashText(String(key)) ^ Math.imul(this.#seed, 0x85ebca6b));
  }
}

/** A 32-bit FNV-1a hash. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash | 0;
}

/**
 * Sensor noise with mean 0 and deviation 1 as a pure function of sensor and tick, so that reading a sensor never
 * changes the plant.
 */
export function noiseAt(seed: number, tick: number): number {
  let h = Math.imul(seed ^ Math.imul(tick | 0, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return ((h & 0xffff) / 0x8000 + ((h >>> 16) & 0xffff) / 0x8000 - 2) * 1.2247;
}
