/**
 * The rising path with the least squares of deviations: neighbours that fall share their mean (pool adjacent violators,
 * Ayer et al., Annals of Mathematical Statistics 26, 1955).
 */
export function risingOf(values: Float64Array): Float64Array {
  const means: number[] = [];
  const sizes: number[] = [];
  for (const value of values) {
    let [mean, size] = [value, 1];
    while (means.length > 0 && (means.at(-1) as number) > mean) {
      const [before, number] = [means.pop() as number, sizes.pop() as number];
      mean = (before * number + mean * size) / (number + size);
      size += number;
    }
    means.push(mean);
    sizes.push(size);
  }
  return Float64Array.from(means.flatMap((mean, at) => Array.from({ length: sizes[at] as number }, () => mean)));
}
