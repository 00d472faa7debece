import { beforeEach, expect, it } from "vitest";
import { alertEntry } from "../../edge/api/routes/alerts/alert-entry.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { recordOfEntry, recordOfView } from "../../twin-viewer/src/data/alert-record.ts";
import type { PastAlert } from "../../twin-viewer/src/data/api.ts";
import { evidenceRows } from "../../twin-viewer/src/data/evidence-rows.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { viewerAlerts } from "../fakes/viewer/alerts.ts";

const NOW = Date.UTC(2026, 10, 27, 9, 0, 0);
const REF = 7 as TagRef;
const UID = "a#spindle/speed" as never;
const CONTEXT = { tag: { type: "number" as const, unit: "mm" }, component: "Spindle", zone: "UTC", nowMs: NOW };

const SIGNALS = [
  ["cnc-206", "bearing-temperature"],
  ["prs-01", "power"],
  ["cnc-104", "speed"],
].map(([asset, signal]) => ({ tag: { assetUid: `urn:fake:${asset}`, signal, ref: REF } }));

const view = () => {
  const alert = viewerAlerts(SIGNALS as never, NOW).find(({ kind }) => kind === "anomaly");
  if (alert === undefined) throw new Error("no anomaly among the fakes");
  return alert;
};

beforeEach(() => {
  language.value = "en";
});

it("[R22] every field of evidence is a row with its unit and its meaning, in both languages", () => {
  const [evidence] = recordOfView(view(), () => UID).evidence;
  if (evidence === undefined) throw new Error("no evidence");
  const rows = evidenceRows(evidence, CONTEXT);
  expect(rows.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    "Component: Spindle",
    "Newest value: 3\u2009204 mm (uncertain)",
    "At the beginning: 3\u2009180 mm",
    "Kurtosis: 8.90",
    "Usual range: 2.60 to 3.40",
    "Chance in normal running: 0.021 %",
    "Contribution: 72 %",
    "Out of range since: 08:42:00",
    "Judged time: 08:40:00 to 08:48:00",
    "State of the machine: finish turning, 3,200 r/min",
    // The page does not know this kind, so it shows the edge's word.
    "Detector: band",
  ]);
  for (const { meaning } of rows) expect(meaning.length).toBeGreaterThan(10);
  language.value = "zh";
  for (const { name, meaning } of evidenceRows(evidence, CONTEXT)) {
    expect(name).toMatch(/\p{Script=Han}/u);
    expect(meaning).toMatch(/\p{Script=Han}/u);
  }
});

it("[R3] [R22] past alerts have the same evidence, and that of an older edge lacks what came later", () => {
  const alert = view();
  const tags = { at: () => ({ tagUid: UID }) };
  const past = recordOfEntry(alertEntry(alert, tags as never) as unknown as PastAlert);
  expect(past.evidence).toEqual(recordOfView(alert, () => UID).evidence);
  const why = { zh: "旧", en: "old" };
  const old = { tagUid: UID, value: 3, limit: null, prediction: null, why };
  const read = recordOfEntry({ ...alertEntry(alert, tags as never), evidence: [old] } as unknown as PastAlert);
  expect(read.evidence).toEqual([{ why, tagUid: UID, value: 3 }]);
  expect(evidenceRows({ why }, { ...CONTEXT, tag: undefined, component: undefined })).toEqual([]);
});

it("[R22] rows show codes as words, open ranges, tiny chances, and nothing for what is not a number", () => {
  const why = { zh: "", en: "" };
  const shown = (evidence: object, tag: object = CONTEXT.tag) =>
    evidenceRows({ why, ...evidence }, { ...CONTEXT, component: undefined, tag: tag as never }).map((row) => row.value);
  expect(shown({ value: 1 }, { type: "boolean" })).toEqual(["yes"]);
  const labels = [{ value: 2, zh: "停机", en: "stopped" }];
  expect(shown({ value: 2, limit: 3 }, { type: "enum", labels })).toEqual(["stopped", "3"]);
  expect(shown({ usual: { low: 4 } })).toEqual(["≥ 4 mm"]);
  expect(shown({ usual: { high: 4 } })).toEqual(["≤ 4 mm"]);
  expect(shown({ tailProbability: 1e-12 })).toEqual(["< 0.0001 %"]);
  expect(shown({ tailProbability: 2.1e-6, contribution: 0 })).toEqual(["0.00021 %", "0 %"]);
  const words = { zh: "", en: "rms" };
  const small = { statistic: { name: words, meaning: words, value: 0.00062, unit: "g" } };
  expect(shown({ ...small, usual: { low: 0.00012, high: 0.00031 } })).toEqual(["0.00062 g", "0.00012 g to 0.00031 g"]);
  expect(shown({ value: Number.NaN, sinceMs: Number.NaN, contribution: Number.NaN })).toEqual([]);
  language.value = "zh";
  expect(shown({ value: 4, quality: "uncertain" })).toEqual(["4 mm（不确定）"]);
});
