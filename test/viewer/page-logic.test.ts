import { beforeEach, expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRef } from "../../edge/contracts/plant/tag.ts";
import { tagUidOf } from "../../edge/contracts/plant/tag.ts";
import { sankeyShape } from "../../twin-viewer/src/charts/sankey.ts";
import { sparklinePath } from "../../twin-viewer/src/charts/sparkline.tsx";
import { gapOf, spread, withGaps } from "../../twin-viewer/src/charts/trend-gaps.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import { activityOf, ruling, withoutLabel } from "../../twin-viewer/src/data/asset-state.ts";
import {
  formatAge,
  formatClock,
  formatFactor,
  formatNumber,
  formatSeconds,
} from "../../twin-viewer/src/data/format.ts";
import { groupsOf, keyTags } from "../../twin-viewer/src/data/key-tags.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { safetySummary } from "../../twin-viewer/src/data/safety-summary.ts";
import { inLargerUnit, toSi, unitSymbol } from "../../twin-viewer/src/data/units.ts";
import { zoneStates } from "../../twin-viewer/src/data/zone-states.ts";
import { CATALOGUE } from "../../twin-viewer/src/i18n/catalogue.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { componentName } from "../../twin-viewer/src/i18n/components.ts";
import { t } from "../../twin-viewer/src/i18n/language.ts";
import { FIRST_OCCURRENCE } from "../fakes/alerts/alerts.ts";

beforeEach(() => {
  language.value = "en";
});

function alert(rest: Partial<AlertView>): AlertView {
  return {
    alertUid: "a",
    rule: "r",
    assetUid: "urn:a" as AssetUid,
    kind: "process",
    severity: 500,
    priority: 3,
    state: "active",
    message: { zh: "", en: "" },
    evidence: [],
    raisedAt: 1,
    ...FIRST_OCCURRENCE,
    ...rest,
  };
}

it("an address is the same after writing and reading", () => {
  const address = { screen: "energy", asset: "CNC-206", language: "zh", theme: "dark", plan: true } as const;
  expect(parseAddress(formatAddress(address))).toEqual(address);
  expect(parseAddress("#/nowhere?l=fr&th=pink&a=")).toEqual({});
  expect(parseAddress("")).toEqual({});
});

it("item states are those of OPC 40001-1, anything else is unknown", () => {
  expect([0, 1, 2, 3, 4, Number.NaN].map(activityOf)).toEqual([
    "stopped",
    "out-of-service",
    "idle",
    "running",
    "unknown",
    "unknown",
  ]);
});

it("advisories, cleared and shelved alerts colour nothing", () => {
  const asset = "urn:a" as AssetUid;
  expect(
    ruling([
      alert({ annunciation: "advisory" }),
      alert({ annunciation: "event" }),
      alert({ state: "cleared" }),
      alert({ state: "shelved" }),
    ]).size,
  ).toBe(0);
  expect(ruling([alert({ priority: 3 }), alert({ priority: 1, state: "acknowledged" })]).get(asset)?.priority).toBe(1);
});

it("a label that the message repeats is shown once", () => {
  expect(withoutLabel("OVN-01 zone 3 low", "OVN-01")).toBe("Zone 3 low");
  expect(withoutLabel("zone 3 low", "OVN-01")).toBe("Zone 3 low");
  expect(withoutLabel("COB-02 Cobot station COB-02: person at 0.7 m", "COB-02")).toBe("Person at 0.7 m");
  expect(withoutLabel("COB-02 COB-02 协作区：人机距离 0.7 m", "COB-02")).toBe("人机距离 0.7 m");
  expect(withoutLabel("OVN-01 Zone 3 low: 176 °C", "OVN-01")).toBe("Zone 3 low: 176 °C");
});

it("units are written as people write them", () => {
  expect(
    ["Cel", "deg/s2", "m3/h", "N.m", "V.A{reactive}", "1", "um", "/min", "uS/cm", undefined].map(unitSymbol),
  ).toEqual(["°C", "°/s²", "m³/h", "N·m", "var", "", "µm", "/min", "µS/cm", ""]);
  expect(inLargerUnit(33_485_554, "W.h")).toEqual({ value: 33_485.554, symbol: "kWh" });
  expect(inLargerUnit(950, "W")).toEqual({ value: 950, symbol: "W" });
  expect(toSi("deg")).toBeCloseTo(Math.PI / 180);
  expect(toSi("Cel")).toBe(1);
});

it("numbers have a true minus, thin spaces and no negative zero", () => {
  expect(formatNumber(-1234567)).toBe("−1\u2009234\u2009567");
  expect(formatNumber(-0.0001, 1)).toBe("0.0");
});

it("ages use the largest meaningful unit", () => {
  expect([400, 12_000, 200_000, 3 * 3_600_000, 5 * 86_400_000].map(formatAge)).toEqual([
    "0.4 s",
    "12 s",
    "3 min",
    "3 h",
    "5 d",
  ]);
});

it("the clock is the site's, not the browser's", () => {
  expect(formatClock(Date.UTC(2026, 0, 1, 16, 5, 9), "Asia/Shanghai")).toBe("00:05:09");
});

it("a pause much longer than usual breaks the line, the usual ones do not", () => {
  const times = [0, 10, 20, 30, 200, 210];
  expect(gapOf(times)).toBe(80);
  const [shown, values] = withGaps(times, [[1, 2, 3, 4, 5, 6]]);
  expect(shown).toEqual([0, 10, 20, 30, 115, 200, 210]);
  expect(values).toEqual([1, 2, 3, 4, null, 5, 6]);
});

it("a value holds until the next one in a sparkline, and nothing is drawn before the first", () => {
  expect(spread([25, 75], [1, 2], { from: 0, to: 100, width: 4 })).toEqual([null, 1, 1, 2]);
  expect(sparklinePath([null, 1], 10, 10)).toBe("");
  expect(sparklinePath([1, 2, null, 3, 4], 100, 20).match(/M/g)).toHaveLength(2);
});

it("flows keep their proportions, and small ones stay visible", () => {
  const { bands, sourceHeight } = sankeyShape(
    [
      { key: "a", value: 300 },
      { key: "b", value: 100 },
      { key: "c", value: 0 },
    ],
    { width: 100, height: 120, gap: 10, least: 2 },
  );
  const [a, b, c] = bands.map((band) => band.height);
  expect(((a ?? 0) - 2) / ((b ?? 0) - 2)).toBeCloseTo(3);
  expect(c).toBe(2);
  expect(sourceHeight).toBeCloseTo(100);
});

it("components have names in both languages, unknown ones keep their own", () => {
  expect(componentName("joint-3")).toEqual({ zh: "关节 3", en: "Joint 3" });
  expect(componentName("axis-x").en).toBe("Axis X");
  expect(componentName("flux-capacitor").en).toBe("flux-capacitor");
});

const robot = "urn:rob" as AssetUid;

function tagOf(ref: number, role: "presence" | "item-state", link = 0): Tag {
  return {
    ref: ref as TagRef,
    tagUid: tagUidOf(robot, "safety", `signal-${ref}`),
    assetUid: robot,
    component: "safety",
    signal: `signal-${ref}`,
    type: "boolean",
    name: { zh: "有人", en: "Presence" },
    role,
    source: "s",
    address: "",
    link: link as LinkRef,
  };
}

function plantIndex(): PlantIndex {
  const plant: Plant = {
    site: { enterprise: "e", id: "s", name: { zh: "厂", en: "Plant" }, timeZone: "UTC", currency: "CNY", shifts: [] },
    floor: { width: 10, depth: 10 },
    places: [{ path: "e/s/area", name: { zh: "区", en: "Area" } }],
    assets: [
      {
        assetUid: robot,
        label: "ROB-01",
        kind: "robot",
        name: { zh: "机器人", en: "Robot" },
        equipmentPath: "e/s/area/line/cell/rob",
        pose: { x: 5, y: 5, z: 0, yawDeg: 0 },
        tags: [],
        simulated: false,
      },
    ],
    zones: [
      {
        id: "z",
        name: { zh: "区", en: "Zone" },
        kind: "robot-zone",
        safeguard: "ssm",
        polygon: [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 9],
        ],
      },
    ],
    routes: { nodes: [], edges: [] },
  };
  const index = new PlantIndex(plant);
  index.setTags([tagOf(0, "presence"), tagOf(1, "presence", 1)]);
  return index;
}

it("a zone is unknown as soon as one sensor is silent, unless another sees a person", () => {
  const index = plantIndex();
  const mirror = new Mirror();
  mirror.setTags(index.tagsOf(robot));
  mirror.setReachable(true);
  const link = (ref: number, live: boolean) => ({ ref: ref as LinkRef, name: "", source: "", live, ageMs: 100 });
  const states = () => zoneStates(index, mirror, 0).map((one) => one.state);
  const say = (first: number, second: number) => {
    const builder = new BatchBuilder();
    builder.add(0 as TagRef, 1, first, 0, 0);
    builder.add(1 as TagRef, 1, second, 0, 0);
    mirror.apply(builder.finish(1), 1);
  };
  expect(states()).toEqual(["unknown"]);
  mirror.setLinks([link(0, true), link(1, true)], 0);
  say(0, 0);
  expect(states()).toEqual(["nobody"]);
  mirror.setLinks([link(0, true), link(1, false)], 0);
  expect(states()).toEqual(["unknown"]);
  say(1, 0);
  expect(states()).toEqual(["person"]);
});

it("[PG5] the line about people counts unknown places beside the sensors' reports, and never says 'clear'", () => {
  const index = plantIndex();
  const mirror = new Mirror();
  mirror.setTags(index.tagsOf(robot));
  mirror.setReachable(true);
  const link = (ref: number, live: boolean) => ({ ref: ref as LinkRef, name: "", source: "", live, ageMs: 100 });
  const builder = new BatchBuilder();
  builder.add(0 as TagRef, 1, 0, 0, 0);
  builder.add(1 as TagRef, 1, 0, 0, 0);
  mirror.apply(builder.finish(1), 1);
  mirror.setLinks([link(0, true), link(1, true)], 0);
  expect(safetySummary(index, mirror, 0)).toEqual({ zones: 1, occupied: 0, blind: 0, unknown: 0 });
  mirror.setLinks([link(0, true), link(1, false)], 0);
  expect(safetySummary(index, mirror, 0)).toEqual({ zones: 1, occupied: 0, blind: 1, unknown: 1 });
  const texts = Object.entries(CATALOGUE).filter(([key]) => key.startsWith("safety."));
  expect(
    texts.filter(([, { en, zh }]) => /nobody detected|\bclear\b|no people/i.test(en) || /未检测到|无人/.test(zh)),
  ).toEqual([]);
});

it("the first values show the asset's operation, never a nameplate", () => {
  const plain = (ref: number, rest: Partial<Tag>): Tag => {
    const { role: _, ...tag } = tagOf(ref, "presence");
    return { ...tag, ...rest };
  };
  const tags = [
    plain(0, { isStatic: true }),
    plain(1, {}),
    plain(2, { limits: { high: 1 } }),
    plain(3, { role: "emergency-stop" }),
    plain(4, { role: "joint-1" }),
    plain(5, { role: "item-state" }),
    ...Array.from({ length: 9 }, (_, i) => plain(10 + i, {})),
  ];
  const keys = keyTags(tags).map((tag) => tag.ref as number);
  expect(keys.slice(0, 5)).toEqual([5, 4, 3, 2, 1]);
  expect(keys).toHaveLength(9);
});

it("a component with one tag joins the asset's own", () => {
  const alone = { ...tagOf(0, "presence"), component: "gate" };
  expect(
    groupsOf([alone, tagOf(1, "presence"), tagOf(2, "presence")]).map(([component, tags]) => [component, tags.length]),
  ).toEqual([
    ["", 1],
    ["safety", 2],
  ]);
});

it("[PG13] times have the page's unit, counts in texts their thousands, factors a comma", () => {
  language.value = "zh";
  expect(formatSeconds(92.6, 32)).toBe("92.6 / 32.0 秒");
  expect(formatSeconds(null, 1234.5)).toBe("— / 1\u2009234.5 秒");
  expect(t("alerts.ack-refused", { count: 4121 })).toBe("未能确认 4\u2009121 条");
  language.value = "en";
  expect(formatSeconds(92.6, null)).toBe("92.6 / — s");
  expect([4121.1, 24, 1.5, 0.25, 0.5, 3600].map(formatFactor)).toEqual(["4,121", "24", "1.5", "0.25", "0.5", "3,600"]);
});
