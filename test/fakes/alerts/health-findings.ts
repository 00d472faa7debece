import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { RemainingLife } from "../../../edge/contracts/records/remaining-life.ts";
import { LATHE } from "../api/deps.ts";

const TEXT = { zh: "量", en: "quantity" };

/** A forecast made at `at`, with this median in seconds. */
export function lifeOf(at: Micros, p50: number): RemainingLife {
  return { at, p05: p50 / 4, p10: p50 / 2, p50, p90: p50 * 2, p95: p50 * 3, model: "degradation-1" };
}

/** The health book's finding about the lathe's spindle. */
export function healthFinding(at: Micros, more: Partial<Finding> = {}): Finding {
  return {
    rule: "health/spindle",
    assetUid: LATHE,
    component: "spindle",
    kind: "prediction",
    standing: true,
    at,
    severity: 300,
    message: { zh: "主轴：疑似轴承磨损。请检查轴承。", en: "Spindle: bearing wear suspected. Check the bearing." },
    evidence: [
      {
        tag: 0 as TagRef,
        detector: "health",
        to: at,
        value: 42,
        statistic: { name: TEXT, meaning: TEXT, value: 5, unit: "1" },
        usual: { low: 0, high: 1 },
        tailProbability: 1e-10,
        why: TEXT,
      },
    ],
    hypotheses: [
      { kind: "bearing-wear", p: 0.8 },
      { kind: "imbalance", p: 0.2 },
    ],
    health: 60,
    rul: lifeOf(at, 36_000),
    ...more,
  };
}
