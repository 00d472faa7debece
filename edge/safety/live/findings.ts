/** Alerts of live risk: what came near to which machine, never who. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Zone } from "../../contracts/plant/plant.ts";
import type { AssetUid, LocalizedText, TagRef } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import {
  LIVE_RISK_RULES,
  type LiveIndication,
  type SeparationTerms,
  type TrackRiskKind,
} from "../../contracts/safety/live-risk.ts";
import { ADVISORY_WORDS, LIVE_RISK_WORDS } from "../../contracts/words/live-risk-words.ts";
import { TERM_WORDS } from "../../contracts/words/separation-words.ts";

/** Advisories are below every alarm of the detectors on safety signals. */
const SEVERITY = 400;

export interface FindingFacts {
  readonly indication: Omit<LiveIndication, "isUnknown" | "level" | "kind"> & { readonly kind: TrackRiskKind };
  /** The alert's subject: the machine, or the edge where it is about people alone. */
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly zone: Zone | undefined;
  readonly tag: TagRef | undefined;
  readonly terms?: SeparationTerms;
}

export function ruleOf({ kind, zone }: Pick<FindingFacts["indication"], "kind" | "zone">): string {
  const isAboutZone = kind === "lone-worker" || kind === "person-down";
  return `${LIVE_RISK_RULES}${kind}${isAboutZone ? `/${zone ?? "floor"}` : ""}`;
}

/** A finding that an indication stands, or that it has ended. */
export function findingOf(facts: FindingFacts, { standing, at }: { standing: boolean; at: Micros }): Finding {
  const { indication, assetUid, label, zone } = facts;
  const words = LIVE_RISK_WORDS[indication.kind];
  const place = zone === undefined ? label : `${label} ${zone.name.zh}`.trim();
  const placeEn = zone === undefined ? label : `${label} ${zone.name.en}`.trim();
  return {
    rule: ruleOf(indication),
    assetUid,
    kind: "safety",
    standing,
    at,
    severity: SEVERITY,
    message: {
      zh: `${place}：${words.zh}（${ADVISORY_WORDS.zh}）`,
      en: `${placeEn}: ${words.en} (${ADVISORY_WORDS.en})`,
    },
    evidence: standing ? evidenceOf(facts, at) : [],
  };
}

function evidenceOf({ indication, tag, terms }: FindingFacts, at: Micros): readonly Evidence[] {
  if (tag === undefined) return [];
  const { kind, since, distanceM, neededM, probability, aheadS } = indication;
  const base = { tag, detector: "live-risk", from: Math.min(since, at), to: at };
  if (distanceM !== undefined && neededM !== undefined)
    return [{ ...base, ...measured("distance", distanceM), limit: rounded(neededM), why: whyOf(neededM, terms) }];
  if (probability === undefined) return [];
  const s = (aheadS ?? 0).toFixed(1);
  const why = { zh: `${LIVE_RISK_WORDS[kind].zh}，约 ${s} 秒后`, en: `${LIVE_RISK_WORDS[kind].en}, in about ${s} s` };
  return [{ ...base, ...measured("probability", probability), why }];
}

function measured(name: "distance" | "probability", value: number): Pick<Evidence, "statistic"> {
  const words = {
    distance: {
      ...{ name: { zh: "距离", en: "distance" }, unit: "m" },
      meaning: { zh: "测得的最近距离", en: "the nearest measured distance" },
    },
    probability: {
      ...{ name: { zh: "过近概率", en: "probability of coming too near" }, unit: "1" },
      meaning: { zh: "按当前运动推算", en: "computed from present movements" },
    },
  };
  return { statistic: { ...words[name], value: rounded(value) } };
}

/** The needed distance and its terms in one sentence. */
function whyOf(neededM: number, terms: SeparationTerms | undefined): LocalizedText {
  const listed = TERM_WORDS.map(
    ([key, zh, en]) => [zh, en, terms === undefined ? "?" : terms[key].toFixed(2)] as const,
  );
  return {
    zh: `所需 ${neededM.toFixed(2)} m = ${listed.map(([zh, , m]) => `${zh} ${m}`).join(" + ")}`,
    en: `needed ${neededM.toFixed(2)} m = ${listed.map(([, en, m]) => `${en} ${m}`).join(" + ")}`,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
