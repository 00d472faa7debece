import type { Asset } from "../../../edge/contracts/plant.ts";
import type { Tag } from "../../../edge/contracts/tag.ts";
import type { PlantIndex } from "./plant-index.ts";

export interface Hit {
  readonly asset: Asset;
  /** Set when a tag was found rather than the asset itself. */
  readonly tag?: Tag;
}

const MOST = 40;

/** Assets and tags of which every word of the question occurs in label, names (both languages), place or signal. Assets come first, labels that begin with the question before all. */
export function searchPlant(index: PlantIndex, question: string): readonly Hit[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return index.plant.assets.slice(0, MOST).map((asset) => ({ asset }));
  const matches = (text: string) => words.every((word) => text.includes(word));
  const assets: Hit[] = [];
  const tags: Hit[] = [];
  for (const asset of index.plant.assets) {
    const place = index
      .trail(asset)
      .map((name) => `${name.zh} ${name.en}`)
      .join(" ");
    const own = `${asset.label} ${asset.name.zh} ${asset.name.en} ${asset.equipmentPath} ${place}`.toLowerCase();
    if (matches(own)) assets.push({ asset });
    for (const tag of index.tagsOf(asset.assetUid)) {
      if (tags.length >= MOST) break;
      const text = `${asset.label} ${tag.name.zh} ${tag.name.en} ${tag.component} ${tag.signal}`.toLowerCase();
      // What the label alone explains is found as an asset already.
      if (matches(text) && !matches(asset.label.toLowerCase())) tags.push({ asset, tag });
    }
  }
  const first = words[0] as string;
  assets.sort((a, b) => Number(b.asset.label.toLowerCase().startsWith(first)) - Number(a.asset.label.toLowerCase().startsWith(first)));
  return [...assets, ...tags].slice(0, MOST);
}
