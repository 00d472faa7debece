import { expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { Asset, Plant } from "../../edge/contracts/plant/plant.ts";
import {
  type AssetUid,
  type LinkRef,
  type Tag,
  type TagRef,
  type TagRole,
  tagUidOf,
} from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { whereabouts } from "../../twin-viewer/src/data/whereabouts.ts";

function setUp(person: Asset["kind"] = "person") {
  const asset = (label: string, kind: Asset["kind"], map?: string): Asset => ({
    assetUid: `urn:${label}` as AssetUid,
    label,
    kind,
    name: { zh: label, en: label },
    equipmentPath: `e/s/a/${label}`,
    tags: [],
    simulated: false,
    ...(map === undefined ? {} : { map }),
  });
  const plant: Plant = {
    site: { enterprise: "e", id: "s", name: { zh: "厂", en: "Plant" }, timeZone: "UTC", currency: "CNY", shifts: [] },
    floor: { width: 100, depth: 50 },
    places: [],
    assets: [asset("AGV-1", "agv"), asset("P-1", person, "uwb")],
    zones: [
      {
        id: "hall",
        name: { zh: "厅", en: "Hall" },
        kind: "area",
        polygon: [
          [0, 0],
          [100, 0],
          [100, 50],
          [0, 50],
        ],
      },
      {
        id: "cell",
        name: { zh: "单元", en: "Cell" },
        kind: "robot-zone",
        safeguard: "ssm",
        polygon: [
          [10, 10],
          [20, 10],
          [20, 20],
          [10, 20],
        ],
      },
    ],
    routes: { nodes: [], edges: [] },
    maps: [{ id: "uwb", scale: 2, rotateDeg: 90, x: 20, y: 0 }],
  };
  const tag = (ref: number, label: string, role: TagRole, link: number): Tag => ({
    ref: ref as TagRef,
    tagUid: tagUidOf(`urn:${label}` as AssetUid, "", role),
    assetUid: `urn:${label}` as AssetUid,
    component: "",
    signal: role,
    type: "number",
    unit: "m",
    name: { zh: role, en: role },
    role,
    source: "s",
    address: "",
    link: link as LinkRef,
  });
  const mirror = new Mirror();
  mirror.setTags([
    tag(0, "AGV-1", "agv-x", 0),
    tag(1, "AGV-1", "agv-y", 0),
    tag(2, "P-1", "person-x", 1),
    tag(3, "P-1", "person-y", 1),
  ]);
  mirror.setReachable(true);
  const index = new PlantIndex(plant);
  index.setTags(mirror.tags());
  const say = (values: readonly number[], status = 0) => {
    const builder = new BatchBuilder();
    for (const [ref, value] of values.entries()) builder.add(ref as TagRef, 1e6, value, status, 0);
    mirror.apply(builder.finish(1e6), 1);
  };
  const hear = (first: boolean, second: boolean) =>
    mirror.setLinks(
      [first, second].map((live, ref) => ({ ref: ref as LinkRef, name: "", source: "", live, ageMs: 1 })),
      0,
    );
  const zonesOfAll = () =>
    Object.fromEntries(
      whereabouts(index, mirror, 3_000).map(({ asset: { label }, isKnown, zones }) => [
        label,
        isKnown ? zones.map(({ id }) => id) : "unknown",
      ]),
    );
  return { say, hear, zonesOfAll, index, mirror };
}

it("a place is described by the smallest zone first, through the map of the position", () => {
  const { say, hear, zonesOfAll, index, mirror } = setUp();
  hear(true, true);
  // In the map (6, 4): doubled and turned by a right angle that is (-8, 12) from (20, 0).
  say([50, 30, 6, 4]);
  expect(zonesOfAll()).toEqual({ "P-1": ["cell", "hall"], "AGV-1": ["hall"] });
  expect(whereabouts(index, mirror, 3_000)[0]).toMatchObject({ asset: { label: "P-1" }, ageMs: 2_000 });
});

it("a position that is not good, or whose source is silent, is unknown, without zones", () => {
  const { say, hear, zonesOfAll } = setUp();
  expect(zonesOfAll()).toEqual({ "P-1": "unknown", "AGV-1": "unknown" });
  hear(true, true);
  say([50, 30, 6, 4]);
  hear(true, false);
  expect(zonesOfAll()).toEqual({ "P-1": "unknown", "AGV-1": ["hall"] });
  say([50, 30, 6, 4], 0x40000000);
  expect(zonesOfAll()).toEqual({ "P-1": "unknown", "AGV-1": "unknown" });
});

it("[AS1] people come first by the role of their tags, whatever their kind is called", () => {
  const { hear, zonesOfAll } = setUp("visitor");
  hear(true, true);
  expect(Object.keys(zonesOfAll())).toEqual(["P-1", "AGV-1"]);
});
