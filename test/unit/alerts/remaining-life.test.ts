import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { afterFinding, sameText } from "../../../edge/alerts/alert-findings.ts";
import { alertEntry } from "../../../edge/api/routes/alerts/alert-entry.ts";
import type { Alert, AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid, TagTable } from "../../../edge/contracts/plant/tag.ts";
import { RemainingLife } from "../../../edge/contracts/records/remaining-life.ts";

const RUL = { at: 5e6, p05: 10, p10: 20, p50: 50, p90: 90, p95: 100, model: "degradation-1" };
const RAISING = {
  origin: { edge: "e", source: "rules" },
  attributes: { annunciation: "advisory", latches: false } as never,
  newUid: () => "u",
};
const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: "health/spindle",
  assetUid: "urn:a" as AssetUid,
  kind: "anomaly",
  standing: true,
  at: 1,
  severity: 300,
  message: { zh: "异常", en: "Unusual" },
  evidence: [],
  ...more,
});

it("[R29] an alert has the health and time left of its newest finding, and no outdated forecast", () => {
  const raised = afterFinding(undefined, finding({ health: 60, rul: RUL }), RAISING) as Alert;
  expect(raised).toMatchObject({ health: 60, rul: RUL });
  expect(sameText(raised, finding({ health: 60, rul: { ...RUL } }))).toBe(true);
  expect(sameText(raised, finding({ health: 55, rul: RUL }))).toBe(false);
  expect(sameText(raised, finding({ health: 60, rul: { ...RUL, p50: 51 } }))).toBe(false);
  const later = afterFinding(raised, finding({ severity: 400, health: 50 }), RAISING) as Alert;
  expect(later.health).toBe(50);
  expect(later).not.toHaveProperty("rul");
});

it("[R29] the API answers health, time left and hypotheses, and null where they are missing", () => {
  const raised = afterFinding(
    undefined,
    finding({ health: 60, rul: RUL, hypotheses: [{ kind: "bearing-wear", p: 0.8 }] }),
    RAISING,
  ) as Alert;
  const tags = { at: () => undefined } as unknown as TagTable;
  const entryOf = (alert: Alert) => alertEntry({ ...alert, state: "active", priority: 3 } as AlertView, tags);
  const { health, rul, hypotheses } = entryOf(raised);
  expect(health).toBe(60);
  expect(rul).toEqual({ ...RUL, at: "1970-01-01T00:00:05.000000Z" });
  expect(hypotheses).toEqual([{ kind: "bearing-wear", p: 0.8 }]);
  const bare = entryOf(afterFinding(undefined, finding(), RAISING) as Alert);
  expect([bare.health, bare.rul, bare.hypotheses]).toEqual([null, null, null]);
});

it("[R29] a time left fits its schema only with all quantiles", () => {
  const isValid = new Ajv({ strict: true }).compile(RemainingLife);
  const { p90: _p90, ...without } = RUL;
  expect([RUL, without, { ...RUL, p10: -1 }].map((one) => isValid(one))).toEqual([true, false, false]);
});
