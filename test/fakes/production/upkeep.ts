/** Assets, plans and open work of tests about upkeep. */

import type { AssetConfig } from "../../../edge/contracts/plant/edge-config.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { type MaintenanceConfig, maintenanceSection } from "../../../edge/upkeep/config.ts";
import { withDefaults } from "../config/with-defaults.ts";

export const LATHE_1 = "urn:t:lathe-1" as AssetUid;

/** Two lathes and a pump. */
export const ASSETS: readonly AssetConfig[] = (
  [
    ["lathe-1", "LTH-1", "lathe", "lathe"],
    ["lathe-2", "LTH-2", "lathe", "lathe"],
    ["pump", "PMP-1", "pump", "pump"],
  ] as const
).map(([id, label, type, kind]) => ({
  assetUid: `urn:t:${id}` as AssetUid,
  label,
  type,
  kind: kind as AssetConfig["kind"],
  name: { zh: label, en: label },
  equipmentPath: `acme/one/hall/${id}`,
  tags: [],
}));

/** A `maintenance:` section as the edge reads it, defaults filled in. */
export function maintenance(written: object): MaintenanceConfig {
  return withDefaults(maintenanceSection.schema, written) as MaintenanceConfig;
}

export const GREASE = {
  id: "grease",
  of: { assets: ["LTH-1"] },
  title: { zh: "润滑主轴", en: "Grease the spindle" },
  every: { hours: 100 },
};

/** A plan that falls due every five days, with enough spare parts for a long run. */
export const KILLED_PLANT = {
  plans: [{ ...GREASE, every: { hours: 50 }, tolerancePercent: 0, parts: [{ part: "SEAL-1", quantity: 1 }] }],
  spares: [{ part: "SEAL-1", name: GREASE.title, onHand: 10_000 }],
};
