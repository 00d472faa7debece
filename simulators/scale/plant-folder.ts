import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

export interface ScalePlan {
  readonly assets: number;
  readonly tagsPerAsset: number;
  readonly endpoint: string;
}

/**
 * Number of variables of the load server: asset n has those from n times this power of ten on. The first block is
 * unused, because V0 to V9 have no leading zeros.
 */
export function variablesOf({ assets, tagsPerAsset }: ScalePlan): number {
  return (assets + 1) * 10 ** digitsOf(tagsPerAsset);
}

function digitsOf(tagsPerAsset: number): number {
  return String(tagsPerAsset - 1).length;
}

/**
 * Writes a plant of plain variables for scale tests: one type with the tags, and the assets in a grid. Returns the
 * number of tags.
 */
export function writeScalePlant(folder: string, plan: ScalePlan): number {
  const { assets, tagsPerAsset, endpoint } = plan;
  mkdirSync(folder, { recursive: true });
  const digits = digitsOf(tagsPerAsset);
  const columns = Math.ceil(Math.sqrt(assets));
  const plant = {
    gemba: 1,
    site: {
      enterprise: "scale",
      id: "scale",
      name: { zh: "规模测试", en: "Scale" },
      timeZone: "UTC",
      currency: "EUR",
      shifts: [],
    },
    floor: { width: 3 * columns + 3, depth: 3 * Math.ceil(assets / columns) + 3 },
    namespaces: { load: "urn:gemba:load" },
    sources: [{ name: "load", kind: "opcua", endpoint, security: { mode: "none", insecure: true } }],
    types: {
      block: {
        kind: "box",
        tags: Array.from({ length: tagsPerAsset }, (_, at) => ({
          signal: `value-${at}`,
          name: { zh: `值 ${at}`, en: `Value ${at}` },
          type: "number",
          unit: "Cel",
          range: [0, 1e9],
          binding: { path: `load:V{block}${String(at).padStart(digits, "0")}`, every: 1000 },
        })),
      },
    },
    assets: Array.from({ length: assets }, (_, at) => ({
      uid: `urn:scale:block-${at + 1}`,
      label: `B-${at + 1}`,
      type: "block",
      name: { zh: `块 ${at + 1}`, en: `Block ${at + 1}` },
      path: `scale/scale/area/line/cell/b-${at + 1}`,
      pose: { x: 3 + 3 * (at % columns), y: 3 + 3 * Math.floor(at / columns) },
      source: "load",
      address: { root: "/Objects/load:Load" },
      parameters: { block: String(at + 1) },
    })),
  };
  const head = `# Written by: gemba simulate --assets ${assets} --tags-per-asset ${tagsPerAsset}\n`;
  writeFileSync(join(folder, "gemba.yaml"), head + stringify(plant, { collectionStyle: "any", lineWidth: 0 }));
  return assets * tagsPerAsset;
}
