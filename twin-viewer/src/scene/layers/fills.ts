import { STATES } from "../tone-palette.ts";

/** The asset has the fill of its own state. */
export const OWN_STATE = 255;
/** Not part of what the layer shows: an asset without a meter is no consumer of 0 kW. */
export const BLANK = STATES.indexOf("blank");
/** Part of it, but nobody knows its figure now: drawn as an asset of a silent source is. */
export const UNKNOWN = STATES.indexOf("unknown");
/** Steps of the scale, light to dark. */
const LEVELS = 5;

/** The fill of a share of the scale, from 0 to 1. */
export function levelOf(share: number): number {
  return STATES.indexOf("level-0") + Math.min(LEVELS - 1, Math.max(0, Math.floor(share * LEVELS)));
}

/** The fill of one step of the scale. */
export function level(step: 0 | 1 | 2 | 3 | 4): number {
  return STATES.indexOf("level-0") + step;
}

/** Ends of scales that people can divide by five in their heads. */
const ENDS = [1, 2, 5, 10];
/** A scale that is filled less than this is too long. */
const TOO_LONG = 0.3;

/** The end of a scale on which `most` fits. The one of the picture before stays while it fits and is not too long. */
export function scaleEnd(most: number, before: number | undefined): number {
  if (before !== undefined && most <= before && most >= before * TOO_LONG) return before;
  if (!(most > 0)) return before ?? 1;
  const decade = 10 ** Math.floor(Math.log10(most));
  return (ENDS.find((end) => most <= end * decade) ?? 10) * decade;
}

export const SCALE = ["level-0", "level-1", "level-2", "level-3", "level-4"] as const;
