import { beforeEach, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { LiveIndication, LiveRiskState } from "../../edge/contracts/safety/live-risk.ts";
import "../../twin-viewer/src/i18n/live-risk-catalogue.ts";
import { gasWords, zoneGasWords } from "../../twin-viewer/src/data/gas.ts";
import { liveRisk, shownRisk, standingRisk, takeLiveRisk } from "../../twin-viewer/src/data/live-risk.ts";
import type { RegisterAnswer } from "../../twin-viewer/src/data/safety-api.ts";
import { clockOffsetMs, edgeNowMs, moment } from "../../twin-viewer/src/data/signals.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { riskWord } from "../../twin-viewer/src/scene/layers/risk.ts";
import { safetyLayer } from "../../twin-viewer/src/scene/layers/safety.ts";
import { areaRows } from "../../twin-viewer/src/screens/safety/map/areas-card.tsx";
import { layerFacts, NOW_MS, viewerIndex } from "./layer-facts.ts";

const NONE = { known: 0, unknown: 0, refused: 0 };
const EMPTY: LiveRiskState = {
  ...{ at: NOW_MS * 1000, functions: [], indications: [], zones: [] },
  ...{ people: NONE, robots: NONE, vehicles: NONE },
};
const { plant } = viewerIndex();
const uidOf = (label: string): AssetUid => plant.assets.find((one) => one.label === label)?.assetUid as AssetUid;
const [zone, other] = plant.zones;

function paint(state: LiveRiskState, { isOld = false, isPast = false } = {}) {
  return safetyLayer.paint(plant.assets, layerFacts({ isPast, risk: { state, ageMs: 200, isOld } }), undefined);
}

const near: LiveIndication = {
  ...{ kind: "person-vehicle", since: NOW_MS * 1000, assetUid: uidOf("AGV-01"), isUnknown: false, level: 0.8 },
  ...{ distanceM: 1.234, neededM: 2.96 },
};
const ahead: LiveIndication = {
  ...{ kind: "conflict-vehicle", since: NOW_MS * 1000, assetUid: uidOf("AGV-01"), otherUid: uidOf("AGV-02") },
  ...{ isUnknown: false, level: 0.6, probability: 0.62, aheadS: 3.14 },
};

beforeEach(() => {
  language.value = "en";
  moment.value = null;
  takeLiveRisk(null);
});

it("[SL13] zones are tinted by level with word and causes; 0 shows nothing, unknown is hatched and named", () => {
  expect(paint(EMPTY).floor).toEqual([]);
  const picture = paint({
    ...EMPTY,
    zones: [
      { zone: zone?.id ?? "", level: 0.8, causes: ["person-vehicle", "lone-worker"], unknown: 0 },
      { zone: other?.id ?? "", level: 0, causes: [], unknown: 2 },
    ],
  });
  expect(picture.floor).toMatchObject([
    { kind: "area", color: "data", dashM: 0 },
    { kind: "area", color: "stale", dashM: 1.1 },
  ]);
  const values = picture.labels.filter(({ key }) => key.startsWith("risk ")).map(({ value }) => value);
  expect(values).toEqual(["high: person near a vehicle +1", "2 unknown"]);
  expect([0, 0.1, 0.5, 0.9].map(riskWord)).toEqual([undefined, "nearby.notice", "nearby.raised", "nearby.high"]);
  const said = JSON.stringify(picture);
  for (const word of ["clear", "safe ", "nobody", "green"]) expect(said.toLowerCase()).not.toContain(word);
});

it("[LV30] gas is a ring at its detector with the value, and no line to a person", () => {
  const gas: LiveIndication = {
    ...{ kind: "gas", since: NOW_MS * 1000, assetUid: uidOf("AGV-01"), isUnknown: false, level: 0.6 },
    gas: { tag: "gas/concentration", value: 31.44, unit: "%{LEL}" },
  };
  const picture = paint({ ...EMPTY, indications: [gas] });
  expect(picture.floor).toMatchObject([{ kind: "ring", at: gas.assetUid }]);
  expect(picture.labels.find(({ beside }) => beside === true)?.value).toBe("gas at an alarm level 31.4 %LEL");
});

it("[LV34] an alert is a ring at its asset with what it is, and no line to a person", () => {
  const stop: LiveIndication = {
    ...{ kind: "interlock-bypassed", since: NOW_MS * 1000, assetUid: uidOf("AGV-01"), alertUid: "a-1" },
    ...{ isUnknown: false, level: 0.75 },
  };
  const picture = paint({ ...EMPTY, indications: [stop] });
  expect(picture.floor).toMatchObject([{ kind: "ring", at: stop.assetUid }]);
  expect(picture.labels.find(({ beside }) => beside === true)?.value).toBe("interlock bypassed");
  takeLiveRisk({ ...EMPTY, indications: [stop] });
  const before = standingRisk.value;
  takeLiveRisk({ ...EMPTY, indications: [{ ...stop, alertUid: "a-2" }] });
  expect(standingRisk.value).not.toBe(before);
});

it("[LV31] a detector in words has value, unit and age; an unknown one says that it is unknown", () => {
  const at = NOW_MS - 5_000;
  expect(gasWords({ value: 3, unit: "[ppm]" }, "GD-1", at)).toMatch(/^GD-1 3(\.0)? ppm, .+ old$/);
  expect(gasWords({ value: null, unit: "%{LEL}" }, "GD-1", at)).toBe("GD-1 gas unknown");
  language.value = "zh";
  expect(gasWords({ value: null, unit: "%{LEL}" }, "GD-1", at)).toBe("GD-1 气体浓度未知");
});

it("[SL13] an indication is a line to the other vehicle or the nearest shown person, with figures and advisory", () => {
  const picture = paint({ ...EMPTY, indications: [near, ahead] });
  const lines = (picture.floor ?? []).filter(({ kind }) => kind === "line");
  const person = plant.assets.find(({ kind }) => kind === "person")?.assetUid;
  expect(lines).toMatchObject([
    ...(person === undefined ? [] : [{ from: near.assetUid, color: "ink", dashM: 0 }]),
    { from: ahead.assetUid, to: ahead.otherUid, dashM: 1 },
  ]);
  const labels = picture.labels.filter(({ beside }) => beside === true);
  expect(labels.map(({ value }) => value)).toEqual(["person 1.2 m, needed 3.0 m", "AGV-02 ≈ 3.1 s · 62 %"]);
  for (const { text } of labels) expect(text).toBe("advisory");
  expect(picture.note).toBe("Sensors report 2 indications, 0 unknown · advisory, not a safety function");
  language.value = "zh";
  expect(paint({ ...EMPTY, indications: [near] }).note).toContain("不是安全功能");
});

it("[SL13] what the edge no longer says is shown as unknown, and nothing of it in replay", () => {
  const state = {
    ...EMPTY,
    indications: [near],
    zones: [{ zone: zone?.id ?? "", level: 0.8, causes: [], unknown: 0 }],
  };
  const old = paint(state, { isOld: true });
  expect((old.floor ?? []).every(({ color }) => color === "stale")).toBe(true);
  expect(old.note).toContain("unknown");
  expect(paint(state, { isPast: true }).floor).toEqual([]);
});

it("[LV16] the page takes live risk of the stream, and knows when it is old", () => {
  clockOffsetMs.value = 0;
  expect(shownRisk()).toBeUndefined();
  const before = standingRisk.value;
  takeLiveRisk({ ...EMPTY, at: Date.now() * 1000, indications: [near] });
  expect(standingRisk.value).not.toBe(before);
  expect(shownRisk()?.isOld).toBe(false);
  takeLiveRisk({ ...EMPTY, at: (Date.now() - 10_000) * 1000 });
  expect(shownRisk()).toMatchObject({ isOld: true });
  moment.value = { atMs: NOW_MS, speed: 0 };
  expect([liveRisk.value === null, shownRisk()]).toEqual([false, undefined]);
});

it("[SR40] [LV30] the card of areas lists a zone that has a gas detector and nothing else, with its reading", () => {
  const register = { hazards: [] } as unknown as RegisterAnswer;
  const reading = { assetUid: uidOf("AGV-01"), tag: "gas", value: 3, unit: "[ppm]", at: (NOW_MS - 5_000) * 1000 };
  const at = edgeNowMs() * 1000;
  const zones = [
    { zone: zone?.id ?? "", level: 0, causes: [], unknown: 0, gas: [reading] },
    { zone: other?.id ?? "", level: 0, causes: [], unknown: 0, gas: [] },
  ];
  takeLiveRisk({ ...EMPTY, at, zones });
  const rows = areaRows(register, undefined, viewerIndex());
  expect(rows.map(({ id }) => id)).toEqual([zone?.id]);
  expect(rows[0]?.live.words).toMatch(/AGV-01 3(\.0)? ppm, .+ old$/);
  expect(rows[0]?.live.words.endsWith(zoneGasWords([reading], viewerIndex())[0] ?? "none")).toBe(true);
});
