import { expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { Asset, Plant } from "../../edge/contracts/plant/plant.ts";
import {
  type AssetUid,
  type LinkRef,
  type LocalizedText,
  type Tag,
  type TagRef,
  tagUidOf,
} from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { placedPieces } from "../../twin-viewer/src/data/pieces.ts";
import { isTypedAs } from "../../twin-viewer/src/data/pinyin-match.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { type SearchPlace, searchPlant } from "../../twin-viewer/src/data/search.ts";

function assetOf(label: string, kind: Asset["kind"], name: LocalizedText): Asset {
  return {
    assetUid: `urn:${label}` as AssetUid,
    label,
    kind,
    name,
    equipmentPath: `e/s/area/${label.toLowerCase()}`,
    tags: [],
    simulated: true,
  };
}

const CNC = assetOf("CNC-206", "machining-centre", { zh: "加工中心 206", en: "Machining centre 206" });
const ROBOT = assetOf("ROB-01", "robot", { zh: "上下料机器人", en: "Tending robot" });

function tagOf(ref: number, component: string, signal: string, name: LocalizedText, type: Tag["type"] = "number"): Tag {
  return {
    ref: ref as TagRef,
    tagUid: tagUidOf(CNC.assetUid, component, signal),
    assetUid: CNC.assetUid,
    component,
    signal,
    type,
    name,
    source: "s",
    address: "",
    link: 0 as LinkRef,
  };
}

const TAGS = [
  tagOf(0, "spindle", "speed", { zh: "主轴转速", en: "Spindle speed" }),
  tagOf(1, "spindle", "bearing-temperature", { zh: "轴承温度", en: "Bearing temperature" }),
  tagOf(2, "workpiece", "id", { zh: "工件编号", en: "Workpiece id" }, "text"),
];

function place(): SearchPlace {
  const plant: Plant = {
    site: { enterprise: "e", id: "s", name: { zh: "厂", en: "Plant" }, timeZone: "UTC", currency: "CNY", shifts: [] },
    floor: { width: 10, depth: 10 },
    places: [{ path: "e/s/area", name: { zh: "机加工", en: "Machining" } }],
    assets: [ROBOT, CNC],
    zones: [],
    routes: { nodes: [], edges: [] },
  };
  const mirror = new Mirror();
  mirror.setTags(TAGS);
  mirror.setReachable(true);
  const builder = new BatchBuilder();
  builder.addText(2 as TagRef, 1e6, "PC-0000166", 0, 0);
  mirror.apply(builder.finish(1e6), 1);
  mirror.setLinks([{ ref: 0 as LinkRef, name: "", source: "", live: true, ageMs: 1 }], 0);
  const index = new PlantIndex(plant);
  index.setTags(mirror.tags());
  const commands = [{ id: "recap", name: { zh: "一分钟回顾本班", en: "Shift in a minute" }, run: () => undefined }];
  const alerts = [
    {
      alertUid: "a1",
      assetUid: CNC.assetUid,
      message: { zh: "主轴轴承温度高", en: "Spindle bearing temperature high" },
    },
  ];
  return { index, mirror, commands, alerts, pinyin: isTypedAs };
}

it("assets and tags are found in both languages, all words counting, labels that begin with the words first", () => {
  const at = place();
  expect(searchPlant(at, "rob").at(0)?.asset?.label).toBe("ROB-01");
  expect(
    searchPlant(at, "加工中心 206")
      .filter((hit) => hit.kind === "asset")
      .map((hit) => hit.asset?.label),
  ).toEqual(["CNC-206"]);
  expect(searchPlant(at, "cnc-206 spindle").map((hit) => hit.tag?.signal)).toEqual(["speed", "bearing-temperature"]);
  expect(searchPlant(at, "machining").map((hit) => hit.asset?.label)).toEqual(["ROB-01", "CNC-206"]);
  expect(searchPlant(at, "rob nothing")).toEqual([]);
});

it("[PG9] Chinese names are found by first letters, full pinyin, or both, and by each reading of a character", () => {
  const names = (question: string) => searchPlant(place(), question).flatMap(({ tag }) => tag?.name.zh ?? []);
  for (const question of ["zzwd", "zhuzhouwendu", "zhuzwd", "cnc-206 zcwd", "zhoucheng"])
    expect(names(question), question).toEqual(["轴承温度"]);
  expect(names("zzzs")).toEqual(["主轴转速"]);
  for (const question of ["xingcheng", "hangcheng", "xc"])
    expect(isTypedAs("行程", question, true), question).toBe(true);
  for (const question of ["zhongliang", "chongliang", "zl", "cl"])
    expect(isTypedAs("重量", question, true), question).toBe(true);
  expect(searchPlant({ ...place(), pinyin: undefined }, "cnc-206 zcwd")).toEqual([]);
});

it("[PG9] words are found in any order, and without blanks or hyphens", () => {
  const signals = (question: string) => searchPlant(place(), question).flatMap(({ tag }) => tag?.signal ?? []);
  for (const question of [
    "主轴温度",
    "温度主轴",
    "temperature spindle",
    "spindle temperature",
    "temperaturespindle",
    "wdzz",
  ])
    expect(signals(question), question).toEqual(["bearing-temperature"]);
  for (const question of ["cnc206", "CNC 206", "206cnc"])
    expect(searchPlant(place(), question).at(0)?.asset?.label, question).toBe("CNC-206");
  expect(signals("cnc206主轴转速")).toEqual(["speed"]);
  expect(searchPlant(place(), "xylophone")).toEqual([]);
});

it("commands, active alerts and pieces are found too", () => {
  const at = place();
  expect(searchPlant(at, "shift minute").map((hit) => hit.command?.id)).toEqual(["recap"]);
  expect(searchPlant(at, "bearing temperature high").map((hit) => hit.kind)).toEqual(["alert"]);
  const [piece] = placedPieces(at.index, at.mirror);
  expect(searchPlant(at, (piece?.id ?? "").toLowerCase()).at(0)).toMatchObject({
    kind: "piece",
    piece: piece?.id,
    asset: { label: piece?.asset.label },
  });
});
