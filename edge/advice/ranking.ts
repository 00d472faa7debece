/** What people's judgements do to the order of lines of the brief (rule BR8 in docs/rules/reports.md). Pure. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import { outcomeOf, type RankedLower, type Ranking, type Recommendation } from "../contracts/records/advice-book.ts";
import { adviceState } from "../contracts/records/recommendation.ts";
import { softerAfter } from "../contracts/records/softer.ts";

/** Judgements of one rule on one type of asset that count: the newest. */
const MOST_JUDGED = 100;

/** Verdicts that move lines. */
const MOVING: ReadonlySet<string | undefined> = new Set(["not-useful", "right"]);

interface Judgement {
  readonly adviceUid: string;
  readonly rule: string;
  readonly assetType: string;
  readonly at: Micros;
  readonly verdict: string;
}

/**
 * The same records give the same ranking, in whichever order they come.
 *
 * @param typeOf type of an asset of the config; undefined for others, whose judgements count no more
 */
export function rankingFrom(
  records: Iterable<Recommendation>,
  typeOf: (assetUid: string) => string | undefined,
): Ranking {
  const judged: Judgement[] = [];
  let version: Micros | null = null;
  for (const advice of records) {
    for (const { kind, at, outcome } of advice.acts)
      if (kind === "not-useful" || kind === "take-back" || MOVING.has(outcome?.verdict))
        version = Math.max(version ?? 0, at);
    const one = judgementOf(advice, typeOf);
    if (one !== undefined) judged.push(one);
  }
  // The edge assesses all whose work was closed at one instant.
  judged.sort((a, b) => a.at - b.at || (a.adviceUid < b.adviceUid ? -1 : 1));
  const byPlace = Map.groupBy(judged, keyOf);
  const places = [...byPlace.values()].map(placeOf);
  return { version, places: places.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
}

/** The last word on a recommendation: the mark of its line, or what came of the work. */
function judgementOf(advice: Recommendation, typeOf: (assetUid: string) => string | undefined): Judgement | undefined {
  const { adviceUid, rule, about, acts } = advice;
  const assetType = about.assetUid === undefined ? "" : typeOf(about.assetUid);
  const verdict = adviceState(advice) === "not-useful" ? "not-useful" : outcomeOf(advice)?.verdict;
  if (assetType === undefined || verdict === undefined || !MOVING.has(verdict)) return undefined;
  return { adviceUid, rule, assetType, at: acts.at(-1)?.at ?? 0, verdict };
}

function placeOf(all: readonly Judgement[]): RankedLower {
  const judged = all.slice(-MOST_JUDGED);
  const { rule, assetType } = judged[0] as Judgement;
  const verdicts = judged.map(({ verdict }) => verdict);
  const notUseful = verdicts.filter((one) => one === "not-useful").length;
  return { rule, assetType, notUseful, right: verdicts.length - notUseful, steps: softerAfter(verdicts) };
}

function keyOf({ rule, assetType }: Pick<RankedLower, "rule" | "assetType">): string {
  return `${rule}\n${assetType}`;
}
