/** Differences between a server and a config. */

import type { ConfiguredAsset } from "../../../contracts/path/configured-source.ts";
import type { OpcuaAddress, OpcuaBinding } from "../config.ts";
import { type PathElement, parseBrowsePath } from "../subscribe/browse-path.ts";
import type { DraftTag } from "./draft-tags.ts";
import type { Proposal } from "./propose.ts";

/** An asset of the config that the server serves. */
export type ServedAsset = ConfiguredAsset<OpcuaAddress, OpcuaBinding>;

export interface Difference {
  readonly kind: "asset-gone" | "asset-new" | "asset-replaced" | "tag-gone" | "tag-new" | "tag-changed";
  /** Tag uid or asset label where the config has it, else the browse path. */
  readonly what: string;
  readonly detail: string;
}

/** Differences, asset by asset. `reasons`: why the server has no node for a tag, by tag uid. */
export function differences(
  config: { readonly assets: readonly ServedAsset[]; readonly namespaces: ReadonlyMap<string, string> },
  server: { readonly proposal: Proposal; readonly reasons: ReadonlyMap<string, string> },
): Difference[] {
  const { proposal, reasons } = server;
  const found = new Map(
    proposal.assets.map((asset) => [key(asset.root, new Map(Object.entries(proposal.namespaces))), asset]),
  );
  const known = new Set<string>();
  const result: Difference[] = [];
  for (const asset of config.assets) {
    const root = key(asset.address.root, config.namespaces);
    known.add(root);
    const there = found.get(root);
    const gone = asset.tags.filter(({ tagUid }) => reasons.has(tagUid));
    if (there === undefined && gone.length === asset.tags.length && gone.length > 0) {
      result.push({ kind: "asset-gone", what: asset.label, detail: reasons.get(gone[0]?.tagUid ?? "") ?? "" });
      continue;
    }
    if (there !== undefined && !isUuid(asset.assetUid) && !isUuid(there.uid) && there.uid !== asset.assetUid)
      result.push({
        kind: "asset-replaced",
        what: asset.label,
        detail: `the machine says it is ${there.uid}, the config says ${asset.assetUid}`,
      });
    for (const { tagUid } of gone) result.push({ kind: "tag-gone", what: tagUid, detail: reasons.get(tagUid) ?? "" });
    const tags = proposal.types.find(({ name }) => name === there?.type)?.tags ?? [];
    result.push(
      ...tagDifferences(asset, tags, {
        config: config.namespaces,
        server: new Map(Object.entries(proposal.namespaces)),
      }),
    );
  }
  for (const [root, asset] of found)
    if (!known.has(root))
      result.push({
        kind: "asset-new",
        what: asset.root,
        detail: `${asset.label}, type ${asset.type}${asset.models.length === 0 ? "" : ` (${asset.models.join(", ")})`}`,
      });
  return result;
}

function tagDifferences(
  asset: ServedAsset,
  tags: readonly DraftTag[],
  prefixes: { config: ReadonlyMap<string, string>; server: ReadonlyMap<string, string> },
): Difference[] {
  const bound = new Map(asset.tags.map((tag) => [bindingKey(tag.binding, prefixes.config), tag]));
  return tags.flatMap((tag): Difference[] => {
    const own = bound.get(bindingKey(tag.binding, prefixes.server));
    if (own === undefined)
      return [
        {
          kind: "tag-new",
          what: `${asset.label}: ${tag.binding.path}`,
          detail: `${tag.type}${tag.unit === undefined ? "" : ` in ${tag.unit}`}`,
        },
      ];
    const changes = [
      // The config may name states for numbers that the server does not explain.
      own.type === tag.type || (own.type === "enum" && tag.type === "number")
        ? ""
        : `type ${own.type} in the config, ${tag.type} on the server`,
      // A server that gives no unit (1) does not contradict the config.
      tag.unit === undefined || tag.unit === "1" || own.unit === tag.unit
        ? ""
        : `unit ${own.unit} in the config, ${tag.unit} on the server`,
      tag.range === undefined || (own.range?.[0] === tag.range[0] && own.range[1] === tag.range[1])
        ? ""
        : `range ${rangeText(own.range)} in the config, ${rangeText(tag.range)} on the server`,
    ].filter((text) => text !== "");
    return changes.length === 0 ? [] : [{ kind: "tag-changed", what: own.tagUid, detail: changes.join("; ") }];
  });
}

function bindingKey(
  { path, field, index }: Pick<OpcuaBinding, "path" | "field" | "index">,
  prefixes: ReadonlyMap<string, string>,
): string {
  return `${key(path, prefixes)} ${field ?? ""} ${index ?? ""}`;
}

/** The path with namespace URIs, because each config has its own prefixes. */
function key(path: string, prefixes: ReadonlyMap<string, string>): string {
  try {
    return parseBrowsePath(path, prefixes)
      .map(({ uri, name }: PathElement) => `${uri.replace(/\/$/, "")}|${name}`)
      .join("\n");
  } catch {
    return path;
  }
}

function isUuid(uid: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uid);
}

function rangeText(range: readonly [number, number] | undefined): string {
  return range === undefined ? "none" : `[${range.join(", ")}]`;
}
