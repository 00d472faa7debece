/**
 * The value with rank `n` (from 0) among the first `count`, by Hoare's selection, which needs neither a view nor a
 * whole sort. It reorders the values.
 */
export function nth(values: Float64Array, count: number, n: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[n] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left > right) break;
      const kept = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = kept;
    }
    if (right < n) low = left;
    if (n < left) high = right;
  }
  return values[n] as number;
}
