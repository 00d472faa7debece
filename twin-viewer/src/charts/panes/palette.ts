/**
 * Colours of curves: tokens `--curve-1` … of the theme, which differ in every common form of colour vision and stand
 * out from both themes' grounds (docs/rules/explore-room.md). Beyond the last one the same colours come dashed.
 */
export const COLOURS = 7;
const DASHES: readonly (readonly number[])[] = [[], [9, 4], [3, 3], [12, 3, 3, 3], [6, 2, 2, 2, 2, 2], [16, 5], [2, 6]];
/** A compared curve, whatever the dashes of its own. */
export const COMPARED_DASH: readonly number[] = [2, 4];

/** Number of curves that differ in colour or dashes. */
export const DISTINCT = COLOURS * DASHES.length;

/** Name of the token of a place in the palette. */
export function colourOf(slot: number): string {
  return `--curve-${(slot % COLOURS) + 1}`;
}

export function dashOf(slot: number): readonly number[] {
  return DASHES[Math.floor(slot / COLOURS) % DASHES.length] as readonly number[];
}

/** The lowest place that no curve has. */
export function freeSlot(taken: readonly number[]): number {
  const used = new Set(taken);
  let slot = 0;
  while (used.has(slot)) slot++;
  return slot;
}
