/** Lines of the shift brief: what changed, what to look at now, and why (rules BR1 to BR7 in docs/rules/reports.md). */
import type { AssetUid } from "../../contracts/plant/tag.ts";

/** How soon somebody should look, most urgent first: the order of lines goes by it before anything else. */
const URGENCIES = ["danger", "stopped", "alarm", "wear", "late", "worse", "watch"] as const;
type Urgency = (typeof URGENCIES)[number];

export interface BriefLine {
  readonly urgency: Urgency;
  /** Rank among lines of one urgency, larger first: severity, or hours and pieces at stake. */
  readonly weight: number;
  readonly assetUid?: AssetUid | string;
  /** What is or changed, in one sentence. */
  readonly what: string;
  /** The figures that say so. */
  readonly why: string;
  /** What to look at; empty where nothing is advised. */
  readonly look: string;
  readonly link?: string;
}

/**
 * Most urgent first. An asset with several lines keeps its most urgent one and the one after it, so that a single bad
 * machine does not fill the page.
 */
export function ranked(
  lines: readonly BriefLine[],
  most: number,
): { readonly shown: BriefLine[]; readonly left: number } {
  const sorted = [...lines].sort(
    (a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) || b.weight - a.weight,
  );
  const seen = new Map<string, number>();
  const kept = sorted.filter(({ assetUid }) => {
    if (assetUid === undefined) return true;
    const count = (seen.get(assetUid) ?? 0) + 1;
    seen.set(assetUid, count);
    return count <= 2;
  });
  const shown = kept.slice(0, most);
  return { shown, left: lines.length - shown.length };
}

/** Probability that a Poisson count with this mean reaches `count` or more. */
export function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let i = 0; i < count; i++) {
    below += term;
    term *= mean / (i + 1);
  }
  return Math.max(0, 1 - below);
}
