/**
 * How rare a sum of squares is in normal running: −log10 of its tail probability. The cube root of a scaled χ² value
 * is almost normal (Wilson and Hilferty 1931), so that its median and spread give the whole tail; a few hundred normal
 * rows cannot show it. 0.3 is the middle of the usual, 3 is seen once in a thousand rows.
 * @param root median of the cube root @param spread its standard deviation
 */
export function squaresSurprise(value: number, root: number, spread: number): number {
  return normalSurprise((Math.cbrt(value) - root) / spread);
}

/** −log10 of a standard normal value's upper tail, within 0.3 % of the tail (Börjesson and Sundberg 1979). */
function normalSurprise(z: number): number {
  return z >= 0 ? upper(z) : -Math.log10(1 - 10 ** -upper(-z));
}

function upper(z: number): number {
  const mills = 0.661 * z + 0.339 * Math.sqrt(z * z + 5.51);
  return (0.5 * z * z + Math.log(Math.sqrt(2 * Math.PI) * mills)) / Math.LN10;
}
