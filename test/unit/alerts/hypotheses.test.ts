import { expect, it } from "vitest";
import { afterFinding } from "../../../edge/alerts/alert-findings.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";

let uids = 0;
const RAISING = {
  origin: { edge: "e", source: "rules" },
  attributes: { annunciation: "advisory", latches: false } as never,
  newUid: () => `u${uids++}`,
};
const finding = (at: number, more: Partial<Finding> = {}): Finding => ({
  rule: "health/spindle",
  assetUid: "urn:a" as AssetUid,
  kind: "anomaly",
  standing: true,
  at,
  severity: 300,
  message: { zh: "异常", en: "Unusual" },
  evidence: [],
  ...more,
});

it("[R28] an alert has the hypotheses of the finding that gave its evidence", () => {
  const hypotheses = [
    { kind: "bearing-wear", p: 0.7 },
    { kind: "imbalance", p: 0.2 },
  ];
  const raised = afterFinding(undefined, finding(1, { component: "spindle", hypotheses }), RAISING);
  expect(raised).toMatchObject({ component: "spindle", hypotheses });
  const worse = [{ kind: "bearing-wear", p: 0.95 }];
  expect(afterFinding(raised, finding(2, { severity: 400, hypotheses: worse }), RAISING)?.hypotheses).toEqual(worse);
  const cleared = afterFinding(raised, finding(3, { standing: false }), RAISING);
  // The finding was raised again, for a cause that the detector does not know.
  const again = afterFinding(cleared, finding(4), RAISING);
  expect(again?.reraised).toBe(1);
  expect(again).not.toHaveProperty("hypotheses");
});
