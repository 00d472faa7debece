/** The assets and tags that a panel shows. */
import type { Dashboard, Panel, PanelScope, Variable } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { placesOf } from "../../../../edge/contracts/dashboards/generated.ts";
import { isBelow } from "../../../../edge/contracts/plant/equipment-path.ts";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Tag, TagUid } from "../../../../edge/contracts/plant/tag.ts";
import type { PlantIndex } from "../../data/plant-index.ts";

/** A panel with its dashboard's choice. */
export interface PanelContext {
  readonly index: PlantIndex;
  readonly dashboard: Pick<Dashboard, "variable">;
  /** Choice of the variable; empty for its default. */
  readonly choice: string;
}

/** What a panel is limited to; undefined for the whole plant. */
export function scopeOf(panel: Panel, { dashboard: { variable }, choice }: PanelContext): PanelScope | undefined {
  if ("scope" in panel && panel.scope !== undefined) return panel.scope;
  return variable === undefined ? undefined : { [variable.kind]: choice === "" ? variable.default : choice };
}

/** Assets of a scope, in the order of the plant. */
function assetsIn(scope: PanelScope | undefined, index: PlantIndex): readonly Asset[] {
  const { assets } = index.plant;
  if (scope === undefined) return assets;
  const { asset, kind, area } = scope;
  return assets.filter(
    (one) =>
      (asset === undefined || one.label === asset) &&
      (kind === undefined || one.kind === kind) &&
      (area === undefined || isBelow(one.equipmentPath, area)),
  );
}

export function assetsOf(panel: Panel, context: PanelContext): readonly Asset[] {
  return assetsIn(scopeOf(panel, context), context.index);
}

/** The name of a tag below its asset: `spindle/speed`. */
export function signalOf({ tagUid }: Pick<Tag, "tagUid">): string {
  return tagUid.slice(tagUid.lastIndexOf("#") + 1);
}

/** The assets' tags of a signal, with their assets. */
export function tagsOf(
  signal: string,
  assets: readonly Asset[],
  index: PlantIndex,
): readonly { readonly asset: Asset; readonly tag: Tag }[] {
  return assets.flatMap((asset) => {
    const tag = index.tag(`${asset.assetUid}#${signal}` as TagUid);
    return tag === undefined || tag.type === "waveform" ? [] : [{ asset, tag }];
  });
}

/** Choices of a variable: values with the assets' names where they have any. */
export function choicesOf(kind: Variable["kind"], index: PlantIndex): readonly string[] {
  const { assets } = index.plant;
  if (kind === "asset") return assets.flatMap(({ label, tags }) => (tags.length === 0 ? [] : [label]));
  const withTags = assets.filter(({ tags }) => tags.length > 0);
  if (kind === "kind") return [...new Set(withTags.map((asset) => asset.kind as string))];
  const places = withTags.flatMap(({ equipmentPath }) => placesOf(equipmentPath).slice(0, 2));
  return [...new Set(places)].sort();
}

/** Signals of assets with one tag of each, the most common first. */
export function signalsOf(assets: readonly Asset[], index: PlantIndex): readonly Tag[] {
  const found = new Map<string, { tag: Tag; count: number }>();
  for (const asset of assets)
    for (const tag of index.tagsOf(asset.assetUid)) {
      if (tag.type === "waveform" || tag.class === "personal") continue;
      const one = found.get(signalOf(tag));
      if (one === undefined) found.set(signalOf(tag), { tag, count: 1 });
      else one.count++;
    }
  return [...found.values()].sort((a, b) => b.count - a.count).map(({ tag }) => tag);
}
