/**
 * Two means explain so much of the variance of readings at two levels, and each has so many readings. Of windows of ten
 * readings of normal noise 3 % seem to have two levels, of a uniform one 12 %.
 */
const [EXPLAINED, OF_A_LEVEL] = [0.88, 2];

/** Readings of a window, sorted: so many from the first one on. */
interface Window {
  readonly first: number;
  readonly count: number;
  /** Two levels differ by more than this. */
  readonly least: number;
}

/** Whether some split of a sorted window explains nearly all of its variance (Otsu 1979). */
export function isAtTwoLevels(numbers: Float64Array, { first, count, least }: Window): boolean {
  // Relative to the lowest, so that nothing cancels.
  const lowest = numbers[first] as number;
  let [sum, squares] = [0, 0];
  for (let at = first; at < first + count; at++) {
    const value = (numbers[at] as number) - lowest;
    sum += value;
    squares += value * value;
  }
  const enough = EXPLAINED * (squares - (sum * sum) / count);
  let below = 0;
  for (let low = 1; low <= count - OF_A_LEVEL; low++) {
    below += (numbers[first + low - 1] as number) - lowest;
    const apart = (sum - below) / (count - low) - below / low;
    const between = ((low * (count - low)) / count) * apart ** 2;
    if (low >= OF_A_LEVEL && apart > least && between > enough) return true;
  }
  return false;
}
