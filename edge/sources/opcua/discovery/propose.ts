/** A plant's config from what was found on a server. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { LocalizedText } from "../../../contracts/tag.ts";
import type { ModelName } from "./companion-types.ts";
import { type DraftContext, type DraftTag, draftTags, type LeftOut } from "./draft-tags.ts";
import type { FoundAsset } from "./find-assets.ts";
import { kebab, pathText, stepsBelow, uriOf, wordOf } from "./names.ts";
import type { FoundNode } from "./walk.ts";

export interface ProposedAsset {
  readonly uid: string;
  readonly label: string;
  readonly type: string;
  readonly name: LocalizedText;
  /** Browse path of its root. */
  readonly root: string;
  readonly models: readonly ModelName[];
}

export interface ProposedType {
  readonly name: string;
  readonly kind: FoundAsset["kind"];
  readonly tags: readonly DraftTag[];
}

export interface Proposal {
  readonly namespaces: Readonly<Record<string, string>>;
  readonly types: readonly ProposedType[];
  readonly assets: readonly ProposedAsset[];
  readonly leftOut: readonly LeftOut[];
}

/** What one asset type may hold (config schema). */
const MAX_TAGS_PER_TYPE = 10_000;
const MAX_LABEL = 40;
const UID = /^[^\s#"]{3,255}$/;

/** Assets with the same tags share a type. `identity` is a machine's ProductInstanceUri, where it has one. */
export function propose(found: readonly FoundAsset[], context: DraftContext, identity: ReadonlyMap<FoundNode, string>): Proposal {
  const types = new Types();
  const labels = new Unique();
  const uids = new Set<string>();
  const leftOut: LeftOut[] = [];
  const used = new Set<string>();
  const assets = found.flatMap((asset): ProposedAsset[] => {
    const drafted = draftTags(asset.root, asset.variables, context);
    leftOut.push(...drafted.leftOut);
    const tags = drafted.tags.slice(0, MAX_TAGS_PER_TYPE);
    const root = `/${pathText(stepsBelow(undefined, asset.root), context.prefixes)}`;
    if (drafted.tags.length > tags.length) leftOut.push({ path: root, reason: `${drafted.tags.length - tags.length} tags beyond the ${MAX_TAGS_PER_TYPE} that one asset can have` });
    if (tags.length === 0) return [];
    const own = identity.get(asset.root) ?? "";
    const uid = UID.test(own) && !uids.has(own) ? own : uuidv7();
    uids.add(uid);
    for (const path of [root, ...tags.map(({ binding }) => binding.path)]) for (const prefix of prefixesIn(path)) used.add(prefix);
    const label = labels.take(
      asset.root.name
        .replace(/[\s"#]+/g, " ")
        .trim()
        .slice(0, MAX_LABEL - 4) || "asset",
    );
    const name = context.names.get(asset.root) ?? { zh: label, en: label };
    return [{ uid, label, type: types.nameOf(asset, tags), name, root, models: asset.models }];
  });
  const namespaces = Object.fromEntries(context.prefixes.flatMap((prefix, i) => (used.has(prefix) ? [[prefix, context.namespaces[i] ?? ""]] : [])));
  return { namespaces, types: types.all, assets, leftOut };
}

/** Prefixes of a browse path; escaped colons are part of names. */
function prefixesIn(path: string): string[] {
  return [...path.matchAll(/(?:^|\/)([A-Za-z][A-Za-z0-9_-]*):/g)].map((match) => match[1] as string);
}

class Types {
  readonly #byShape = new Map<string, ProposedType>();
  readonly #names = new Unique();

  get all(): readonly ProposedType[] {
    return [...this.#byShape.values()];
  }

  nameOf({ root, kind, models }: FoundAsset, tags: readonly DraftTag[]): string {
    const shape = JSON.stringify([kind, tags]);
    let type = this.#byShape.get(shape);
    if (type === undefined) {
      type = { name: this.#names.take(wordOf(models.length === 0 ? kebab(root.name) || "plain" : kind === "box" ? "device" : kind)), kind, tags };
      this.#byShape.set(shape, type);
    }
    return type.name;
  }
}

class Unique {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#taken.has(name); n++) name = `${wanted}-${n}`;
    this.#taken.add(name);
    return name;
  }
}

/** The variable that tells who a machine is, below its `Identification` or, in older DI models, below itself. */
export function identityNode(root: FoundNode, namespaces: readonly string[]): FoundNode | undefined {
  const places = [...root.children.filter(({ name }) => name === "Identification"), root];
  return places.flatMap(({ children }) => children).find((node) => node.name === "ProductInstanceUri" && uriOf(node, namespaces).startsWith("http://opcfoundation.org/UA/DI"));
}
