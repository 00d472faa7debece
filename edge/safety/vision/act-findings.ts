/** Alerts of unsafe acts: kind, zone and cameras, never who. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import { LIVE_RISK_RULES } from "../../contracts/safety/live-risk.ts";
import type { VisionKind } from "../../contracts/safety/vision.ts";
import { LIVE_RISK_WORDS } from "../../contracts/words/live-risk-words.ts";

interface KindFacts {
  /** Contribution to the risk of its zone, 0 to 1. */
  readonly level: number;
  readonly severity: number;
}

/** Levels are an order for the screen, not a measured risk. */
export const KINDS: Readonly<Record<VisionKind, KindFacts>> = {
  "no-helmet": { level: 0.4, severity: 400 },
  "no-glasses": { level: 0.3, severity: 400 },
  running: { level: 0.4, severity: 400 },
  phone: { level: 0.3, severity: 400 },
  smoking: { level: 0.6, severity: 400 },
  climbing: { level: 0.6, severity: 400 },
  "entered-while-active": { level: 0.8, severity: 450 },
  fall: { level: 1, severity: 500 },
  "smoke-fire": { level: 1, severity: 500 },
};

export interface ActFacts {
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly kind: VisionKind;
  readonly place: LocalizedText;
  readonly cameras: readonly LocalizedText[];
  readonly confidence: number;
}

/** Of several acts of one kind in one zone, each has a number, so that each is an alert of its own. */
export function actRule(kind: VisionKind, place: string, number: number): string {
  return `${LIVE_RISK_RULES}${kind}/${place}${number === 1 ? "" : `/${number}`}`;
}

/** A finding that an act stands, or that it has ended. */
export function actFinding(facts: ActFacts, { standing, at }: { standing: boolean; at: Micros }): Finding {
  const { rule, assetUid, kind, place, cameras, confidence } = facts;
  const { severity } = KINDS[kind];
  const words = LIVE_RISK_WORDS[kind];
  const share = confidence.toFixed(2);
  const seen = { zh: cameras.map(({ zh }) => zh).join("、"), en: cameras.map(({ en }) => en).join(", ") };
  return {
    ...{ rule, assetUid, kind: "safety", standing, at, severity },
    message: {
      zh: `${place.zh}：${words.zh}，置信度 ${share}（${seen.zh}；仅供提示，不是安全功能）`,
      en: `${place.en}: ${words.en}, confidence ${share} (${seen.en}; advisory, not a safety function)`,
    },
    evidence: [],
  };
}
