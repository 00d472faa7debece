/** The limits of a tag as levels: where a value is, the name of its level, and the limit that it reached. */
import type { LocalizedText, TagLimits } from "../../contracts/plant/tag.ts";

/** Where a value is: -2 at or below lowLow, -1 low, 0 between, 1 high, 2 highHigh. */
export type Level = -2 | -1 | 0 | 1 | 2;

/** Level of a value, and the limit that it reached. */
export const LEVEL_WORDS: Record<Exclude<Level, 0>, { readonly is: LocalizedText; readonly limit: LocalizedText }> = {
  [-2]: { is: { zh: "过低", en: "very low" }, limit: { zh: "低低限", en: "low-low limit" } },
  [-1]: { is: { zh: "偏低", en: "low" }, limit: { zh: "低限", en: "low limit" } },
  [1]: { is: { zh: "偏高", en: "high" }, limit: { zh: "高限", en: "high limit" } },
  [2]: { is: { zh: "过高", en: "very high" }, limit: { zh: "高高限", en: "high-high limit" } },
};

export function sidesOf(limits: TagLimits): ("high" | "low")[] {
  const sides: ("high" | "low")[] = [];
  if (limits.high !== undefined || limits.highHigh !== undefined) sides.push("high");
  if (limits.low !== undefined || limits.lowLow !== undefined) sides.push("low");
  return sides;
}

export function limitOf(limits: TagLimits, level: Exclude<Level, 0>): number {
  const limit = level === 2 ? limits.highHigh : level === 1 ? limits.high : level === -1 ? limits.low : limits.lowLow;
  return limit ?? Number.NaN;
}

/** The level of a value; a level that is held is left only beyond the dead-band. */
export function levelOf(value: number, limits: TagLimits, held: { from: Level; deadBand: number }): Level {
  const inner = (level: Level) =>
    held.from !== 0 && Math.sign(held.from) === Math.sign(level) && Math.abs(held.from) >= Math.abs(level)
      ? held.deadBand
      : 0;
  if (limits.highHigh !== undefined && value >= limits.highHigh - inner(2)) return 2;
  if (limits.lowLow !== undefined && value <= limits.lowLow + inner(-2)) return -2;
  if (limits.high !== undefined && value >= limits.high - inner(1)) return 1;
  if (limits.low !== undefined && value <= limits.low + inner(-1)) return -1;
  return 0;
}
