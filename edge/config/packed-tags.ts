/**
 * The tags of a config on their way from the thread that reads it, and in the edge that keeps it: a shape once for all
 * assets of a type, and bindings as JSON. As objects they take 200 bytes for each of 100,000 tags.
 */
import type { AssetConfig, TagConfig, TagShape } from "../contracts/plant/edge-config.ts";
import { type AssetUid, tagUidOf } from "../contracts/plant/tag.ts";

interface PackedTagConfigs {
  readonly shapes: readonly TagShape[];
  /** JSON of the list of bindings, UTF-8. */
  readonly bindings: Uint8Array;
}

type PackedAsset = Omit<AssetConfig, "tags"> & { readonly tags: PackedTagConfigs };

/** A config whose tags are packed. */
export type Packed<Config> = Omit<Config, "assets"> & { readonly assets: readonly PackedAsset[] };

export function packConfig<Config extends { readonly assets: readonly AssetConfig[] }>(config: Config): Packed<Config> {
  const shapesOf = new Map<string, readonly TagShape[]>();
  const encoder = new TextEncoder();
  const assets = config.assets.map((asset) => {
    const { tags } = asset;
    let shapes = shapesOf.get(asset.type);
    if (shapes === undefined || shapes.length !== tags.length) {
      shapes = tags.map(({ shape }) => shape);
      shapesOf.set(asset.type, shapes);
    }
    const bindings = encoder.encode(JSON.stringify(tags.map(({ binding }) => binding)));
    return { ...asset, tags: { shapes, bindings } };
  });
  return { ...config, assets };
}

/** The config again. Its assets make their tags whenever these are read, which a start and a reload do. */
export function openConfig<Config extends { readonly assets: readonly AssetConfig[] }>(packed: Packed<Config>): Config {
  const assets = packed.assets.map((asset) => {
    const { assetUid, tags } = asset;
    return Object.defineProperty(asset, "tags", { enumerable: true, get: () => tagsOf(assetUid, tags) });
  });
  return { ...packed, assets } as unknown as Config;
}

function tagsOf(assetUid: AssetUid, { shapes, bindings }: PackedTagConfigs): readonly TagConfig[] {
  const read = JSON.parse(new TextDecoder().decode(bindings)) as readonly unknown[];
  return shapes.map((shape, at) => ({
    tagUid: tagUidOf(assetUid, shape.component, shape.signal),
    shape,
    binding: read[at],
  }));
}
