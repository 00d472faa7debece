/** Findings of causes for the alert book. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import type { CauseView, DefectClass } from "../../contracts/quality/causes.ts";
import { causeWords } from "./engine/sentences.ts";

const SEVERITY = 550;

const SIDES: Readonly<Record<DefectClass["side"], LocalizedText>> = {
  low: { zh: "偏小", en: "too small" },
  high: { zh: "偏大", en: "too large" },
  bad: { zh: "不合格", en: "not ok" },
  rework: { zh: "返修", en: "rework" },
  scrap: { zh: "报废", en: "scrap" },
};

function defectWords({ operation, feature, side }: DefectClass): LocalizedText {
  const of = (word: string): string => [operation, feature, word].filter((part) => part !== "").join(" ");
  return { zh: of(SIDES[side].zh), en: of(SIDES[side].en) };
}

export interface CauseFinding {
  readonly key: string;
  readonly of: DefectClass;
  readonly standing: boolean;
  readonly at: Micros;
  readonly cause: CauseView;
  readonly assetUid: AssetUid;
}

/** The finding of a class; its text has no figures, because it stays while these change. */
export function causeFinding({ key, of, standing, at, cause, assetUid }: CauseFinding): Finding {
  const defect = defectWords(of);
  const name = causeWords(cause);
  return {
    rule: `quality/cause/${key.replaceAll(" ", "-")}`,
    assetUid,
    // An association is no alarm: nobody has to act within a time.
    kind: "anomaly",
    standing,
    at,
    severity: SEVERITY,
    message: {
      zh: `${defect.zh}：与“${name.zh}”相关`,
      en: `${defect.en}: associated with ${name.en}`,
    },
    evidence: [],
  };
}
