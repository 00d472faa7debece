/** Lines of the shift brief: what changed, what to look at now, and why (rules BR1 to BR9 in docs/rules/reports.md). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import type { Basis } from "../../contracts/records/recommendation.ts";
import { FIXED_URGENCIES, URGENCIES, type Urgency } from "../../contracts/reports/document.ts";

type BriefRule = "alarm" | "wear" | "late" | "overdue" | "stopped" | "failed" | "scrap" | "again" | "gap" | "study";

export interface BriefLine {
  readonly urgency: Urgency;
  /** Rank among lines of one urgency, larger first: severity, or hours and pieces at stake. */
  readonly weight: number;
  /** The rule that makes it. */
  readonly rule: BriefRule;
  /** What it is about, in words of its rule: two briefs that say the same of it have the same key. */
  readonly key: string;
  readonly assetUid?: AssetUid | string;
  readonly component?: string;
  /** What is or changed, in one sentence. */
  readonly what: LocalizedText;
  /** The figures that say so. */
  readonly why: LocalizedText;
  /** What to look at; absent where nothing is advised. */
  readonly look?: LocalizedText;
  /** What may happen otherwise, where it is known. */
  readonly consequence?: LocalizedText;
  readonly evidence?: readonly Evidence[];
  /** Records that say so. */
  readonly basis: readonly Basis[];
  readonly validUntil: Micros;
  readonly link?: string;
}

/** What people said of lines like this one, and of this one. */
export interface Standing {
  /** Urgencies by which lines of its rule on its type of asset are lower. */
  readonly steps: number;
  /** Somebody declined this line, or called it not useful. */
  readonly isSetAside: boolean;
}

export const AS_IT_IS: Standing = { steps: 0, isSetAside: false };

/**
 * Most urgent first. An asset with several lines keeps its most urgent one and the one after it, so that a single bad
 * machine does not fill the page. Judgements move lines down, except those of safety, stops and alarms (rule BR8).
 * `left`: the others, in the same order.
 */
export function ranked(
  lines: readonly BriefLine[],
  most: number,
  standingOf: (line: BriefLine) => Standing = () => AS_IT_IS,
): { readonly shown: BriefLine[]; readonly left: readonly BriefLine[] } {
  const placed = lines.map((line) => {
    const { steps, isSetAside } = FIXED_URGENCIES.includes(line.urgency) ? AS_IT_IS : standingOf(line);
    return { line, place: URGENCIES.indexOf(line.urgency) + steps, steps, isSetAside };
  });
  placed.sort(
    (a, b) =>
      Number(a.isSetAside) - Number(b.isSetAside) ||
      a.place - b.place ||
      a.steps - b.steps ||
      b.line.weight - a.line.weight,
  );
  const seen = new Map<string, number>();
  const kept = placed.flatMap(({ line }) => {
    if (line.assetUid === undefined) return [line];
    const count = (seen.get(line.assetUid) ?? 0) + 1;
    seen.set(line.assetUid, count);
    return count <= 2 ? [line] : [];
  });
  const shown = kept.slice(0, most);
  const isShown = new Set(shown);
  return { shown, left: placed.flatMap(({ line }) => (isShown.has(line) ? [] : [line])) };
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
