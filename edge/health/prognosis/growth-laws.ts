/** How damage grows over the share of its time from its start (0) to the end of function (1). */

/** Expected damage relative to that at the end. */
export type GrowthLaw = (share: number) => number;

/** Rate of an exponential growth over its whole time: cracks and races (Gebraeel, IIE Transactions 37, 2005). */
const RATE = 4;

/** Exponent of wear that slows down, and of signs that saturate before the part ends. */
const SLOWING = 0.7;

/** Wear at a constant rate; self-accelerating fatigue; wear whose rate rises with time; wear that slows down. */
export const GROWTH_LAWS: readonly GrowthLaw[] = [
  (share) => share,
  (share) => Math.expm1(RATE * share) / Math.expm1(RATE),
  (share) => share * share,
  (share) => share ** SLOWING,
];
