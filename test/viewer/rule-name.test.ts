import { beforeEach, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { nameOfRule } from "../../twin-viewer/src/data/rule-name.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";

const { plant, signals } = viewerPlant();
const index = new PlantIndex({
  ...plant,
  zones: [{ id: "cell-1", name: { zh: "一号单元", en: "Cell 1" }, kind: "robot-zone", polygon: [] }],
});
const cnc = plant.assets.find(({ label }) => label === "CNC-206")?.assetUid ?? ("" as AssetUid);
index.setTags(signals.map(({ tag }) => tag));

beforeEach(() => {
  language.value = "en";
});

it.each([
  ["spindle-bearing-temperature/high", "Bearing temperature too high", "轴承温度过高"],
  ["trend/any-id/spindle-bearing-temperature", "Bearing temperature heads for a limit", "轴承温度趋近限值"],
  ["drift/any-id/spindle-bearing-temperature", "Bearing temperature drifts", "轴承温度漂移"],
  ["presence/cell-1", "Person in Cell 1", "一号单元内有人"],
  ["emergency-stop/left", "Emergency stop · left", "紧急停止 · left"],
  ["link-stale/turning/a", "turning/a is silent", "turning/a 无数据"],
  ["source-lost/fleet", "Source fleet is silent", "数据源 fleet 无数据"],
  ["peer-lost/10.0.0.1:1883", "Sources at 10.0.0.1:1883 are silent", "10.0.0.1:1883 上的数据源无数据"],
  ["sources-lost", "Many sources are silent", "多个数据源无数据"],
  ["edge/overloaded", "The edge is overloaded", "边缘端过载"],
  ["certificate/0123456789ab/expires", "A certificate expires", "证书到期"],
  ["edge/disk-space", "Disk nearly full", "磁盘空间不足"],
  ["edge/journal-large", "The audit log is large", "操作记录过大"],
])("the rule %s is called %s, in Chinese %s", (rule, en, zh) => {
  expect(nameOfRule(index, rule, cnc)).toBe(en);
  language.value = "zh";
  expect(nameOfRule(index, rule, cnc)).toBe(zh);
});

it("a rule of an unknown tag or zone, and a condition of a server, keep the name that the edge gives", () => {
  for (const rule of ["gone-tag/high", "trend/id/gone", "presence/gone", "Axis 1 overtravel", "toString/high"])
    expect(nameOfRule(index, rule, cnc)).toBe(rule);
  expect(nameOfRule(index, "expression/coolant-and-spindle", cnc)).toBe("coolant-and-spindle");
});
