/** What layers paint from, for the plant of the viewer's small edge. */
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { LinkState } from "../../edge/contracts/path/twin.ts";
import type { LinkRef } from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import type { LayerFacts } from "../../twin-viewer/src/scene/layers/layer.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";

export const NOW_MS = Date.parse("2026-11-29T06:00:00Z");
const { plant, signals } = viewerPlant();

export function viewerIndex(): PlantIndex {
  const index = new PlantIndex(plant);
  index.setTags(signals.map(({ tag }) => tag));
  return index;
}

/** The facts of the plant; the links of `silent` sources were last heard three minutes ago. */
export function layerFacts(more: Partial<LayerFacts> = {}, silent: readonly string[] = []): LayerFacts {
  const tags = signals.map(({ tag }) => tag);
  const mirror = new Mirror();
  mirror.setTags(tags);
  mirror.setReachable(true);
  const batch = new BatchBuilder();
  for (const { tag, read } of signals) {
    const value = read(0);
    if (typeof value === "number") batch.add(tag.ref, NOW_MS * 1000, value, 0, 0);
  }
  mirror.apply(batch.finish(NOW_MS * 1000));
  const links = tags.map(({ link, source }): [LinkRef, LinkState] => {
    const live = !silent.includes(source);
    return [link, { ref: link, name: source, source, live, ageMs: live ? 200 : 180_000 }];
  });
  mirror.setLinks([...new Map(links).values()], NOW_MS);
  const facts = { nowMs: NOW_MS, isPast: false, health: undefined, balance: undefined, risk: undefined };
  return {
    index: viewerIndex(),
    mirror,
    ...facts,
    register: null,
    spread: null,
    future: null,
    people: null,
    islands: undefined,
    ...more,
  };
}
