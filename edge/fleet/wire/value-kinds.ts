/** How a value is written beside the last one of its tag in the same message. */
export const ValueKind = {
  /** The same bits. */
  same: 0,
  /** Of the last value in thousandths it differs by a whole number of `STEPS[kind - steps]`: that number. */
  steps: 1,
  /** A float of 32 bits: its bits, exclusive-or those of the last value as a float. */
  float: 5,
  /** Any other double: its bits, exclusive-or those of the last value (Gorilla, VLDB 2015). */
  double: 6,
} as const;

/** The last value of each tag. */
export interface LastValues {
  get(ref: number): number | undefined;
  set(ref: number, value: number): unknown;
}

/** Thousandths: sensors round to tenths, hundredths or thousandths, and count in ones. */
export const STEPS: readonly number[] = [1000, 100, 10, 1];

/** The largest of `STEPS` that a whole number is a multiple of, by its index. */
export function stepOf(difference: number): number {
  // The remainder of a double is a call of a function for V8, and most differences are small.
  const small = difference | 0;
  if (small === difference) return small % 10 !== 0 ? 3 : small % 100 !== 0 ? 2 : small % 1000 !== 0 ? 1 : 0;
  let step = 0;
  while (difference % (STEPS[step] as number) !== 0) step++;
  return step;
}

/** Largest sum of thousandths whose differences are exact in a double. */
const MOST_THOUSANDTHS = 2 ** 50;

const words = new DataView(new ArrayBuffer(8));

/** The thousandths of a value, or NaN where it is not exactly a whole number of them. */
export function thousandthsOf(value: number): number {
  const scaled = Math.round(value * 1000);
  return scaled / 1000 === value && Math.abs(scaled) < MOST_THOUSANDTHS && !Object.is(value, -0) ? scaled : Number.NaN;
}

/** Lower half of a double's bits. Two functions, because a pair would be an object for each sample. */
export function lowOf(value: number): number {
  words.setFloat64(0, value, true);
  return words.getUint32(0, true);
}

/** Upper half of a double's bits. */
export function highOf(value: number): number {
  words.setFloat64(0, value, true);
  return words.getUint32(4, true);
}

export function doubleOf(low: number, high: number): number {
  words.setUint32(0, low, true);
  words.setUint32(4, high, true);
  return words.getFloat64(0, true);
}

export function floatBitsOf(value: number): number {
  words.setFloat32(0, value, true);
  return words.getUint32(0, true);
}

export function floatOf(bits: number): number {
  words.setUint32(0, bits, true);
  return words.getFloat32(0, true);
}
