/** The demo plant as an edge sees it, without sources: for books that are fed directly. */
import { join } from "node:path";
import { loadConfig } from "../../edge/config/load.ts";
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../../edge/contracts/plant/tag.ts";
import { buildPlant } from "../../edge/model/plant.ts";
import { type PlantConfig, plugins } from "../../edge/plugins.ts";

export interface DemoPlant {
  readonly config: PlantConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  /** Tag of an asset by the name of its signal, `component/signal`; undefined where the config does not read it. */
  tagOf(label: string, signal: string): Tag | undefined;
}

export async function demoPlant(): Promise<DemoPlant> {
  const config = await loadConfig(join(import.meta.dirname, "..", "..", "config", "demo"), plugins);
  const registry = {
    size: 0,
    assign(all: readonly unknown[]) {
      registry.size = all.length;
      return all.map((_, at) => at as TagRef);
    },
  };
  const { plant, tags } = buildPlant(config, registry, plugins);
  const uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
  const byName = new Map<string, Tag>();
  for (const [label, uid] of uids) {
    for (const tag of tags.ofAsset(uid)) {
      byName.set(`${label} ${tag.component === "" ? tag.signal : `${tag.component}/${tag.signal}`}`, tag);
      if (tag.role !== undefined) byName.set(`${label} ${tag.role}`, tag);
    }
  }
  return { config, plant, tags, tagOf: (label, signal) => byName.get(`${label} ${signal}`) };
}
