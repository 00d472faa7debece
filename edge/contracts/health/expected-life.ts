/** The life that the maker of a component expects, and how much of it is used: no evidence of wear is in it. */
import type { AssetUid, LocalizedText } from "../plant/tag.ts";

export const LIFE_UNITS = ["hours", "cycles"] as const;
export type LifeUnit = (typeof LIFE_UNITS)[number];

/** Amounts in {@link LifeUnit}. */
export interface ExpectedLife {
  readonly assetUid: AssetUid;
  /** Path of the component. */
  readonly component: string;
  readonly name: LocalizedText;
  readonly unit: LifeUnit;
  /** Life by the maker. */
  readonly expected: number;
  /** Age at which half of such parts have ended, by the maker's word and the lives of this plant. */
  readonly median: number;
  /** Use since it was new, and the part of it before the edge observed it. */
  readonly used: number;
  readonly prior: number;
  /** Lives of such parts in this plant that ended in a failure. */
  readonly ended: number;
  /** Use that is left, with the probability that it ends before. */
  readonly left: { readonly p10: number; readonly p50: number; readonly p90: number };
  /** Whether one in ten such parts has ended by this age. */
  readonly isWorn: boolean;
  /** Mean use a day and the observed days that it comes from; null while too little was observed. */
  readonly rate: { readonly perDay: number; readonly days: number } | null;
}
