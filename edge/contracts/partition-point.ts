/**
 * Binary search in a sorted sequence: the first index for which `isBefore` no longer holds, `length` where it always
 * holds. `isBefore` holds for a beginning of the sequence and for nothing after it.
 */
export function partitionPoint(length: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
