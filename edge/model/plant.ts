import { textColumn } from "../batch/text-column.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { FollowerPlugin, PublishedTag } from "../contracts/path/follower-plugin.ts";
import type { BoundTag, SourcePlugin } from "../contracts/path/plugin.ts";
import type { ComponentType } from "../contracts/plant/component-template.ts";
import type { AssetConfig, EdgeConfig, TagShape } from "../contracts/plant/edge-config.ts";
import type { Asset, Plant } from "../contracts/plant/plant.ts";
import type { Plugins } from "../contracts/plant/plugins.ts";
import type { AssetUid, LinkRef, TagRef, TagTable } from "../contracts/plant/tag.ts";
import { DERIVED_SOURCE, derivedTags } from "./derived-tags.ts";
import type { LinkSpec } from "./links.ts";
import { PlantTag, type TagPlace } from "./plant-tag.ts";
import type { TagRegistry } from "./tag-registry.ts";
import { createTagTable } from "./tag-table.ts";

export interface BuiltPlant {
  readonly plant: Plant;
  readonly tags: TagTable;
  /** Tags that each source reads, by the source's name; sources without tags have an empty list. */
  readonly bound: ReadonlyMap<string, readonly BoundTag[]>;
  /** Links, which can go silent, in config order; `ref` is the place in this list. */
  readonly links: readonly LinkSpec[];
}

interface BuildingSource {
  readonly name: string;
  readonly plugin: SourcePlugin;
  readonly staleAfterMs: number;
  readonly togetherStaleAfterMs: number | undefined;
  readonly bound: BoundTag[];
}

/**
 * Turns a checked config into the plant, its tags with their refs, and the tags that each source has to read. New
 * refs are on disk when this returns.
 */
export function buildPlant<Sections>(
  config: EdgeConfig<Sections>,
  registry: Pick<TagRegistry, "assign" | "size">,
  plugins: Pick<Plugins, "sources"> & { readonly followers?: readonly FollowerPlugin<NoInfer<Sections>>[] },
): BuiltPlant {
  const sources = new Map(
    config.sources.map((source): [string, BuildingSource] => {
      const plugin = plugins.sources.find((one) => one.kind === source.kind);
      if (plugin === undefined) throw new EdgeError("bad-config", `there is no kind of source called ${source.kind}`);
      const { config } = source;
      const limits = {
        staleAfterMs: plugin.staleAfterMs(config),
        togetherStaleAfterMs: plugin.togetherStaleAfterMs?.(config),
      };
      return [source.name, { name: source.name, plugin, ...limits, bound: [] }];
    }),
  );
  const above = new Map((plugins.followers ?? []).flatMap((plugin) => [...(plugin.metersAbove?.(config) ?? [])]));
  const published = (plugins.followers ?? []).flatMap((plugin) => plugin.publishes?.(config) ?? []);
  const derivedOf = derivedByAsset(config, published);
  const refs = registry.assign(
    config.assets.flatMap((asset) =>
      [...asset.tags, ...derivedOf(asset)].map((tag) => ({ tagUid: tag.tagUid, type: tag.shape.type })),
    ),
  );
  const links = new LinkList();
  const addresses = textColumn(addressesOf(config, sources, derivedOf));
  const tags: PlantTag[] = [];
  const types = componentTypes(config);
  const assets = config.assets.map((asset) => {
    const source = asset.source === undefined ? undefined : sources.get(asset.source);
    const link =
      source === undefined || asset.tags.length === 0
        ? undefined
        : links.of(source, source.plugin.linkOf(asset.address));
    const own: TagRef[] = [];
    if (source !== undefined && link !== undefined) {
      const { assetUid } = asset;
      const add = (shape: TagShape, place: TagPlace): PlantTag => {
        const tag = new PlantTag(refs[tags.length] as TagRef, { shape, place, at: tags.length });
        tags.push(tag);
        own.push(tag.ref);
        return tag;
      };
      const place = { assetUid, source: source.name, link, addresses };
      for (const { shape, binding } of asset.tags)
        source.bound.push({ tag: add(shape, place), address: asset.address, binding });
      // As fresh as the tags they are computed from.
      const derived = { ...place, source: DERIVED_SOURCE, isDerived: true } as const;
      for (const { shape } of derivedOf(asset)) add(shape, derived);
    }
    const meterAbove = above.get(asset.assetUid);
    return buildAsset(asset, { tags: own, simulated: config.simulated, types, meterAbove });
  });
  const { site, floor, places, zones, routes, maps, runs } = config;
  return {
    plant: { site, floor, places, zones, routes, maps, runs, assets, types: [...types.values()] },
    tags: createTagTable(tags, registry.size),
    bound: new Map([...sources.values()].map((source) => [source.name, source.bound])),
    links: links.all,
  };
}

/** Gives each link its number when it is first met. */
class LinkList {
  readonly all: LinkSpec[] = [];
  readonly #byName = new Map<string, LinkRef>();

  of({ name: source, staleAfterMs, togetherStaleAfterMs }: BuildingSource, device: string): LinkRef {
    const name = device === "" ? source : `${source}/${device}`;
    let ref = this.#byName.get(name);
    if (ref === undefined) {
      ref = this.all.length as LinkRef;
      this.#byName.set(name, ref);
      this.all.push({
        ref,
        name,
        source,
        staleAfterMs,
        ...(togetherStaleAfterMs === undefined ? {} : { togetherStaleAfterMs }),
      });
    }
    return ref;
  }
}

type DerivedOf = (asset: AssetConfig) => ReturnType<typeof derivedTags>;

/** The components of a type say where a bearing is. `published`: tags of followers. */
function derivedByAsset({ types }: EdgeConfig, published: readonly PublishedTag[]): DerivedOf {
  const components = new Map(types.map((type) => [type.name, type.components]));
  const shapes = Map.groupBy(published, ({ assetUid }) => assetUid);
  return (asset) => derivedTags(asset, components.get(asset.type), shapes.get(asset.assetUid));
}

/** Address of each tag, in the order of the tags. */
function addressesOf(config: EdgeConfig, sources: ReadonlyMap<string, BuildingSource>, derivedOf: DerivedOf): string[] {
  return config.assets.flatMap((asset) => {
    const { source: name = "", label, address } = asset;
    const source = sources.get(name);
    if (source === undefined && asset.tags.length > 0)
      throw new EdgeError("bad-config", `${label} has tags but no source`);
    const own = asset.tags.map(({ binding }) => source?.plugin.describe(address, binding) ?? "");
    return [...own, ...derivedOf(asset).map(() => "computed by the edge")];
  });
}

/** Types that describe components, by name. Other assets have no type here: their tags and kinds decide. */
function componentTypes({ types }: EdgeConfig): ReadonlyMap<string, ComponentType> {
  return new Map(
    types.flatMap(({ name, components, componentKinds }): [string, ComponentType][] =>
      components === undefined
        ? []
        : [[name, { name, components, ...(componentKinds === undefined ? {} : { componentKinds }) }]],
    ),
  );
}

interface AssetBuild {
  readonly tags: readonly TagRef[];
  readonly simulated: boolean;
  readonly types: ReadonlyMap<string, ComponentType>;
  readonly meterAbove: AssetUid | undefined;
}

function buildAsset(asset: AssetConfig, { tags, simulated, types, meterAbove }: AssetBuild): Asset {
  const { assetUid, label, kind, name, equipmentPath, pose, size, meters, medium, model, documents, map } = asset;
  const { capabilities, type, priorLife, axes } = asset;
  return {
    assetUid,
    label,
    kind,
    name,
    equipmentPath,
    tags,
    simulated,
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(types.has(type) ? { type } : {}),
    ...(priorLife === undefined ? {} : { priorLife }),
    ...(pose === undefined ? {} : { pose }),
    ...(size === undefined ? {} : { size }),
    ...(meters === undefined ? {} : { meters }),
    ...(meterAbove === undefined ? {} : { meterAbove }),
    ...(medium === undefined ? {} : { medium }),
    ...(model === undefined ? {} : { model }),
    ...(axes === undefined ? {} : { axes }),
    ...(documents === undefined ? {} : { documents }),
    ...(map === undefined ? {} : { map }),
  };
}
