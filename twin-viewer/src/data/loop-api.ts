/** Defects, their causes and the closed loop, as the API answers (docs/quality.md). Times RFC 3339. */

import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { BadShare, CauseRanking, CauseView, DefectClass } from "../../../edge/contracts/quality/causes.ts";
import type { Containment, Disposition, DispositionWord } from "../../../edge/contracts/quality/containment.ts";
import type { CurveAxis, CurveBand, CurveChoice, CurveComparison } from "../../../edge/contracts/quality/curves.ts";
import type { EffectCheck, ParetoRow, ParetoView } from "../../../edge/contracts/quality/loop.ts";
import { ask, jsonOf } from "./api.ts";
import type { WorkItemAnswer } from "./maintenance-api.ts";

export interface CauseAnswer extends Omit<CauseView, "since"> {
  readonly since: string | null;
}

export interface RankingAnswer extends Omit<CauseRanking, "causes"> {
  readonly causes: readonly CauseAnswer[];
}

export interface DefectAnswer extends DefectClass {
  readonly key: string;
  readonly bad: number;
  readonly judged: number;
  readonly newestAt: string | null;
  readonly place: string;
  readonly comparedFrom: string | null;
  readonly uncontained: number;
  readonly ranking: (RankingAnswer & { readonly at: string | null; readonly foundAt: string | null }) | null;
}

export interface DefectsAnswer {
  /** False while the book catches up with the log. */
  readonly isCurrent: boolean;
  readonly defects: readonly DefectAnswer[];
}

export interface ParetoAnswer extends Pick<ParetoView, "total" | "refused" | "variants" | "areas"> {
  readonly from: string | null;
  readonly to: string | null;
  readonly since: string | null;
  readonly currency: string;
  readonly rows: readonly (ParetoRow & { readonly cost: number | null; readonly text: LocalizedText | null })[];
}

/** What the Pareto is of; an empty word matches every piece. */
export interface ParetoAsked {
  readonly by: "class" | "station" | "area" | "variant" | "reason";
  readonly variant: string;
  readonly area: string;
  readonly days: number;
}

export interface BadPieceAnswer {
  readonly piece: string;
  readonly key: string;
  readonly judgedAt: string | null;
  readonly station: string;
  readonly variant: string;
}

export interface ContainedAnswer {
  readonly piece: string;
  readonly judgedAt: string | null;
  readonly verdict: "good" | "bad" | "other" | "open";
  readonly place: string | null;
  readonly since: string | null;
  readonly disposition: (Omit<Disposition, "at"> & { readonly at: string | null }) | null;
}

export interface ContainmentAnswer extends Pick<Containment, "counts" | "dispositions"> {
  readonly pieces: readonly ContainedAnswer[];
}

export type LoopStep = "defect" | "containment" | "cause" | "action" | "check" | "closed";

export interface LoopEntryAnswer {
  readonly key: string;
  readonly title: LocalizedText;
  readonly step: LoopStep;
  readonly since: string | null;
  readonly bad: number | null;
  readonly judged: number | null;
  readonly newestAt: string | null;
  readonly uncontained: number;
  readonly sentence: LocalizedText | null;
  readonly effect: EffectCheck | null;
  readonly pieces: number | null;
  readonly hasGroup: boolean;
  readonly recursOf: string | null;
  readonly work: WorkItemAnswer | null;
}

export interface LoopAnswer {
  readonly isCurrent: boolean;
  readonly entries: readonly LoopEntryAnswer[];
}

const DAY_MS = 86_400_000;
/** Pieces that a list has at most. */
const [MOST_BAD, MOST_CONTAINED] = ["50", "200"];
/** Days that a ranking of the past compares, as the edge's default. */
const RANKED_DAYS = 2;
const CURVE_DAYS = 7;

export function fetchDefects(): Promise<DefectsAnswer> {
  return ask("/api/v1/quality/defects");
}

/** A ranking as of an instant of the past, milliseconds. */
export function fetchRanking(key: string, atMs: number): Promise<RankingAnswer> {
  return ask(`/api/v1/quality/causes?${wordsOf({ key, ...spanBefore(atMs, RANKED_DAYS) })}`);
}

/** `atMs`: end of the time; undefined: now. */
export function fetchPareto(asked: ParetoAsked, atMs: number | undefined): Promise<ParetoAnswer> {
  const { by, days, area, variant } = asked;
  // Reasons are entered by station, whatever the variant.
  const filter = by === "reason" ? { area } : { area, variant };
  return ask(`/api/v1/quality/pareto?${wordsOf({ by, ...filter, ...spanBefore(atMs, days) })}`);
}

export function fetchBadPieces(
  { key, variant, area, days }: Omit<ParetoAsked, "by"> & { readonly key: string },
  atMs: number | undefined,
): Promise<{ readonly count: number; readonly pieces: readonly BadPieceAnswer[] }> {
  const filter = { key, variant, area, limit: MOST_BAD, ...spanBefore(atMs, days) };
  return ask(`/api/v1/quality/bad-pieces?${wordsOf(filter)}`);
}

/** Pieces of the leading cause of a class, or of a case. */
export function fetchContainment(key: string, itemUid: string): Promise<ContainmentAnswer> {
  return ask(`/api/v1/quality/containment?${wordsOf({ key, case: itemUid, limit: MOST_CONTAINED })}`);
}

export function disposePieces(asked: {
  readonly key: string;
  readonly pieces: readonly string[];
  readonly what: DispositionWord;
  readonly reason: string;
}): Promise<Pick<Disposition, "what" | "by" | "reason">> {
  return ask("/api/v1/quality/dispositions", jsonOf("POST", asked));
}

export function fetchLoop(): Promise<LoopAnswer> {
  return ask("/api/v1/quality/loop");
}

/** Null: too few curves reach. */
export type CurveBandAnswer = {
  readonly [Name in keyof CurveBand]: CurveBand[Name] extends number ? number : readonly (number | null)[];
};

export type CurveComparisonAnswer = Omit<CurveComparison, "good" | "bad"> & {
  readonly good: CurveBandAnswer;
  readonly bad: CurveBandAnswer;
};

export interface CurvesAnswer {
  readonly choices: readonly CurveChoice[];
  readonly chosen: CurveChoice | null;
  readonly axis: CurveAxis | null;
  readonly comparison: CurveComparisonAnswer | null;
}

/** Curves of good and bad pieces of the days before an instant, milliseconds; an empty signal: that of the cause. */
export function fetchCurves(
  asked: { readonly key: string; readonly operation: string; readonly signal: string },
  atMs: number | undefined,
): Promise<CurvesAnswer> {
  return ask(`/api/v1/quality/curves?${wordsOf({ ...asked, ...spanBefore(atMs, CURVE_DAYS) })}`);
}

/** A case as the dialog asks for it. */
export interface CaseAsked {
  readonly itemUid: string;
  readonly key: string;
  readonly cause: number | null;
  readonly title?: string;
  readonly pieces?: number;
}

export function openCase(asked: CaseAsked): Promise<WorkItemAnswer> {
  return ask("/api/v1/quality/cases", jsonOf("POST", asked));
}

/** Share of bad pieces, 0 to 1. */
export function shareOf({ bad, pieces }: BadShare): number {
  return pieces === 0 ? 0 : bad / pieces;
}

function spanBefore(atMs: number | undefined, days: number): Readonly<Record<string, string>> {
  if (atMs === undefined) return { from: `-${days}d` };
  return { from: new Date(atMs - days * DAY_MS).toISOString(), to: new Date(atMs).toISOString() };
}

/** Empty words are left out. */
function wordsOf(words: Readonly<Record<string, string>>): string {
  return new URLSearchParams(Object.entries(words).filter(([, word]) => word !== "")).toString();
}
