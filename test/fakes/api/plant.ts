import type { Asset, Plant } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";

/** A plant with one lathe, which has these tags. */
export function fakePlant(assetUid: AssetUid, tags: readonly TagRef[]): Plant {
  const lathe: Asset = {
    assetUid,
    label: "CNC-101",
    kind: "lathe",
    name: { zh: "数控车床 101", en: "Lathe 101" },
    equipmentPath: "binjiang/bj1/machining/turning/cell-1/cnc-101",
    pose: { x: 24, y: 51, z: 0, yawDeg: -90 },
    size: { x: 2.6, y: 4.2, z: 2.4 },
    tags,
    simulated: true,
  };
  return {
    site: {
      enterprise: "binjiang",
      id: "bj1",
      name: { zh: "滨江一厂", en: "Binjiang Plant 1" },
      timeZone: "Asia/Shanghai",
      currency: "CNY",
      shifts: [],
    },
    floor: { width: 112, depth: 64 },
    places: [],
    assets: [lathe],
    zones: [
      {
        id: "cell-1",
        name: { zh: "单元", en: "Cell" },
        kind: "robot-zone",
        safeguard: "ssm",
        polygon: [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      },
    ],
    routes: { nodes: [{ id: "N1", x: 1, y: 2 }], edges: [] },
  };
}
