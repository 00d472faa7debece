/** People's verdicts on findings, read from work items; stored nowhere else (rule VL1 in docs/rules/verdicts.md). */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { Hypothesis } from "../contracts/records/hypothesis.ts";
import { foundKindOf, NOTHING_FOUND, verdictOf, type WorkItem } from "../contracts/records/work-book.ts";
import { type WorkAct, workState } from "../contracts/records/work-item.ts";

/** Evidence that a watch gave for the finding. */
interface WatchEvidence {
  readonly watch: string;
  /** Decades, without sign. */
  readonly strength: number;
}

/** A person's verdict on one finding. */
export interface Label {
  readonly itemUid: string;
  readonly assetUid: AssetUid;
  readonly assetType: string;
  readonly component: string;
  /** As the alert gave them when the work was reported; empty in items of older edges. */
  readonly hypotheses: readonly Hypothesis[];
  /** Strongest of each watch; empty in items of older edges. */
  readonly watches: readonly WatchEvidence[];
  readonly verdict: WorkAct["verdict"];
  /** Kind of fault that was found, or `none`; undefined where nobody named it. */
  readonly found: string | undefined;
  readonly by: string;
  /** When it was said, and when the work was reported. */
  readonly at: Micros;
  readonly reportedAt: Micros;
}

/** Labels that count at most: the newest. */
const MOST_LABELS = 5_000;
const JUDGED: readonly string[] = ["finished", "closed", "rejected"];

/**
 * Labels in the order of their time.
 *
 * @param typeOf type of an asset of the config; undefined for others
 */
export function labelsOf(
  items: Iterable<WorkItem>,
  typeOf: (assetUid: AssetUid) => string | undefined,
): readonly Label[] {
  const labels: Label[] = [];
  for (const item of items) {
    const assetType = typeOf(item.about.assetUid);
    const label = assetType === undefined ? undefined : labelOf(item, assetType);
    if (label !== undefined) labels.push(label);
  }
  return labels.sort((a, b) => a.at - b.at || (a.itemUid < b.itemUid ? -1 : 1)).slice(-MOST_LABELS);
}

/** Undefined for an item that came from no finding about a component, or that nobody has judged. */
function labelOf(item: WorkItem, assetType: string): Label | undefined {
  const ofHealth = item.evidence.filter(({ detector }) => detector === "health");
  const [verdict, found] = [verdictOf(item), foundKindOf(item)];
  const act = item.acts.findLast((one) => one.verdict !== undefined || one.foundKind !== undefined);
  if (ofHealth.length === 0 || act === undefined) return undefined;
  // A remark stands by itself; what a finish said holds until that is returned.
  if (act.kind !== "remark" && !JUDGED.includes(workState(item))) return undefined;
  return {
    itemUid: item.itemUid,
    assetUid: item.about.assetUid,
    assetType,
    component: ofHealth[0]?.component ?? "",
    hypotheses: item.hypotheses ?? [],
    watches: watchesIn(ofHealth),
    verdict,
    found,
    by: act.by.name,
    at: act.at,
    reportedAt: item.reportedAt,
  };
}

function watchesIn(evidence: WorkItem["evidence"]): readonly WatchEvidence[] {
  const strongest = new Map<string, number>();
  for (const { watch, tailProbability } of evidence) {
    if (watch === undefined || tailProbability === undefined) continue;
    strongest.set(watch, Math.max(strongest.get(watch) ?? 0, -Math.log10(tailProbability)));
  }
  return [...strongest].map(([watch, strength]) => ({ watch, strength }));
}

/** Whether something was wrong with the component, whatever the finding called it. */
export function isFault({ verdict, found }: Pick<Label, "verdict" | "found">): boolean {
  return found === undefined ? verdict === "right" || verdict === "not-useful" : found !== NOTHING_FOUND;
}
