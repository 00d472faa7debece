/**
 * Whole numbers in proportion to the weights that add up to `total` exactly (largest remainder method, Hamilton). Of
 * equal remainders the first one wins. `total` is a whole number from 0, weights are from 0; without any weight all
 * shares are 0 and nothing is given.
 */
export function largestRemainder(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, one) => all + one, 0);
  if (!(sum > 0)) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight / sum) * total);
  const whole = exact.map(Math.floor);
  let left = total - whole.reduce((all, one) => all + one, 0);
  const order = exact
    .map((value, at) => [value - Math.floor(value), at] as const)
    .sort(([a, first], [b, second]) => b - a || first - second);
  for (let turn = 0; left > 0; turn = (turn + 1) % order.length, left--) {
    const at = order[turn]?.[1] as number;
    whole[at] = (whole[at] as number) + 1;
  }
  // Rounding of the products may have given a few too many: those with the smallest remainders give them back.
  for (let turn = order.length - 1; left < 0; turn = (turn + order.length - 1) % order.length) {
    const at = order[turn]?.[1] as number;
    if ((whole[at] as number) === 0) continue;
    whole[at] = (whole[at] as number) - 1;
    left++;
  }
  return whole;
}
