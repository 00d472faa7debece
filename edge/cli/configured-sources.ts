import type { ConfiguredAsset, ConfiguredSource } from "../contracts/path/configured-source.ts";
import type { AssetConfig, EdgeConfig } from "../contracts/plant/edge-config.ts";

/** The sources of one kind with their assets, in the form that a plugin's capabilities need. */
export function configuredSources({ sources, assets, namespaces }: EdgeConfig, kind: string): ConfiguredSource[] {
  return sources
    .filter((source) => source.kind === kind)
    .map(({ name, config }) => {
      const own = assets.filter(({ source }) => source === name).map(configuredAsset);
      return { name, config, namespaces, assets: own };
    });
}

function configuredAsset({ assetUid, label, address, tags }: AssetConfig): ConfiguredAsset {
  return {
    ...{ assetUid, label, address },
    tags: tags.map(({ tagUid, binding, shape: { component, signal, name, type, unit, range } }) => ({
      ...{ tagUid, component, signal, name, type, binding },
      ...(unit === undefined ? {} : { unit }),
      ...(range === undefined ? {} : { range }),
    })),
  };
}
