/** Proposes a plant's config from the assets of a server. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import { untaken } from "../../config-words.ts";
import type { ModelName } from "./companion-types.ts";
import { type DraftContext, draftTags, type LeftOut } from "./draft-tags.ts";
import type { FoundAsset } from "./find-assets.ts";
import { pathText, stepsBelow, uriOf } from "./names.ts";
import { type ProposedType, SharedTypes } from "./shared-types.ts";
import type { FoundNode } from "./walk.ts";

export interface ProposedAsset {
  readonly uid: string;
  readonly label: string;
  readonly type: string;
  readonly name: LocalizedText;
  /** Browse path of its root. */
  readonly root: string;
  readonly models: readonly ModelName[];
  /** Names of the folders around it, outermost first. */
  readonly folders: readonly string[];
}

export interface Proposal {
  readonly namespaces: Readonly<Record<string, string>>;
  readonly types: readonly ProposedType[];
  readonly assets: readonly ProposedAsset[];
  readonly leftOut: readonly LeftOut[];
  /** Variables and properties that have tags. */
  readonly proposed: number;
}

/** Tags of one asset type at most (config schema). */
const MAX_TAGS_PER_TYPE = 10_000;
const MAX_LABEL = 40;
const UID = /^[^\s#"]{3,255}$/;

/** Assets with the same tags share a type. `identity` is a machine's ProductInstanceUri, where it has one. */
export function propose(
  found: readonly FoundAsset[],
  context: DraftContext,
  identity: ReadonlyMap<FoundNode, string>,
): Proposal {
  const shared = new SharedTypes();
  const labels = new Set<string>();
  const uids = new Set<string>();
  const leftOut: LeftOut[] = [];
  const used = new Set<string>();
  let proposed = 0;
  const drafts = found.flatMap((asset): (Omit<ProposedAsset, "type"> & { readonly shape: string })[] => {
    const drafted = draftTags(asset.root, asset.variables, context);
    leftOut.push(...drafted.leftOut);
    proposed += drafted.proposed;
    const tags = drafted.tags.slice(0, MAX_TAGS_PER_TYPE);
    const root = `/${pathText(stepsBelow(undefined, asset.root), context.prefixes)}`;
    if (drafted.tags.length > tags.length)
      leftOut.push({
        path: root,
        reason: `${drafted.tags.length - tags.length} tags beyond the ${MAX_TAGS_PER_TYPE} that one asset can have`,
        isPart: true,
      });
    if (tags.length === 0) return [];
    const own = identity.get(asset.root) ?? "";
    const uid = UID.test(own) && !uids.has(own) ? own : uuidv7();
    uids.add(uid);
    for (const path of [root, ...tags.map(({ binding }) => binding.path)])
      for (const prefix of prefixesIn(path)) used.add(prefix);
    const label = untaken(
      asset.root.name
        .replace(/[\s"#]+/g, " ")
        .trim()
        .slice(0, MAX_LABEL - 4) || "asset",
      labels,
    );
    const name = context.names.get(asset.root) ?? { zh: label, en: label };
    return [
      { uid, label, shape: shared.add(asset, tags), name, root, models: asset.models, folders: foldersOf(asset.root) },
    ];
  });
  const { types, nameOf } = shared.finish();
  const assets = drafts.map(({ shape, ...asset }) => ({ ...asset, type: nameOf(shape) }));
  const namespaces = Object.fromEntries(
    context.prefixes.flatMap((prefix, i) => (used.has(prefix) ? [[prefix, context.namespaces[i] ?? ""]] : [])),
  );
  return { namespaces, types, assets, leftOut, proposed };
}

/** Containers of the companion models: their names give no location. */
const CONTAINERS = new Set(["Machines", "DeviceSet", "MotionDevices", "NetworkSet"]);

function foldersOf(root: FoundNode): string[] {
  const above = stepsBelow(undefined, root).slice(0, -1);
  return above.filter(({ namespace, name }) => namespace !== 0 && !CONTAINERS.has(name)).map(({ name }) => name);
}

/** Prefixes of a browse path; escaped colons are part of names. */
function prefixesIn(path: string): string[] {
  return [...path.matchAll(/(?:^|\/)([A-Za-z][A-Za-z0-9_-]*):/g)].map((match) => match[1] as string);
}

/**
 * The variable with a machine's identity, below its `Identification` or, in older DI models, below the machine itself.
 */
export function identityNode(root: FoundNode, namespaces: readonly string[]): FoundNode | undefined {
  const places = [...root.children.filter(({ name }) => name === "Identification"), root];
  return places
    .flatMap(({ children }) => children)
    .find(
      (node) =>
        node.name === "ProductInstanceUri" && uriOf(node, namespaces).startsWith("http://opcfoundation.org/UA/DI"),
    );
}
