export const BURST_RATE_HZ = 25_600;
export const BURST_POINTS = 25_600;

/** Points within which speed and level count as constant: 10 ms. */
export const BLOCK_POINTS = 256;
export const BLOCKS = BURST_POINTS / BLOCK_POINTS;
