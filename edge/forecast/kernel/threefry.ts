const PARITY = 0x1bd11bda;

/**
 * The random number of a seed, a purpose, an entity and a draw: uniform in (0, 1), never an end, in steps of 2^-52.
 *
 * A pure function (Threefry-2x32 with 20 rounds: J. Salmon, M. Moraes, R. Dror and D. Shaw, SC11 (2011), article 16),
 * with seed and purpose as its key, entity and draw as its counter: a stream needs no state but the number of its
 * draws, and neighbouring seeds and entities are as unrelated as distant ones. Takes 32-bit integers.
 */
export function uniformAt(seed: number, purpose: number, entity: number, draw: number): number {
  let key = purpose;
  let nextKey = PARITY ^ seed ^ purpose;
  let lastKey = seed;
  let a = (entity + seed) | 0;
  let b = (draw + purpose) | 0;
  for (let group = 1; group <= 5; group++) {
    if ((group & 1) === 1) {
      a = (a + b) | 0;
      b = ((b << 13) | (b >>> 19)) ^ a;
      a = (a + b) | 0;
      b = ((b << 15) | (b >>> 17)) ^ a;
      a = (a + b) | 0;
      b = ((b << 26) | (b >>> 6)) ^ a;
      a = (a + b) | 0;
      b = ((b << 6) | (b >>> 26)) ^ a;
    } else {
      a = (a + b) | 0;
      b = ((b << 17) | (b >>> 15)) ^ a;
      a = (a + b) | 0;
      b = ((b << 29) | (b >>> 3)) ^ a;
      a = (a + b) | 0;
      b = ((b << 16) | (b >>> 16)) ^ a;
      a = (a + b) | 0;
      b = ((b << 24) | (b >>> 8)) ^ a;
    }
    a = (a + key) | 0;
    b = (b + nextKey + group) | 0;
    const used = key;
    key = nextKey;
    nextKey = lastKey;
    lastKey = used;
  }
  return ((a >>> 0) * 2 ** 20 + (b >>> 12) + 0.5) * 2 ** -52;
}
