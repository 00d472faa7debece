/** Findings of causes for the alert book. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { causeWords, defectWords } from "../../contracts/quality/cause-words.ts";
import type { CauseView, DefectClass } from "../../contracts/quality/causes.ts";
import type { CauseNamer } from "./cause-names.ts";

const SEVERITY = 550;

export interface CauseFinding {
  readonly key: string;
  readonly of: DefectClass;
  readonly standing: boolean;
  readonly at: Micros;
  readonly cause: CauseView;
  readonly assetUid: AssetUid;
}

/** The finding of a class; its text has no figures, because it stays while these change. */
export function causeFinding({ key, of, standing, at, cause, assetUid }: CauseFinding, names: CauseNamer): Finding {
  const defect = defectWords(names.defect(of));
  const name = causeWords(names.cause(cause));
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
