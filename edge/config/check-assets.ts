import { uuidv7 } from "../batch/uuidv7.ts";
import type { SourcePlugin } from "../contracts/path/plugin.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import { isBelow } from "../contracts/plant/equipment-path.ts";
import type { AssetKind, Capability } from "../contracts/plant/kinds.ts";
import type { Pose, Size } from "../contracts/plant/plant.ts";
import type { AssetUid, LocalizedText } from "../contracts/plant/tag.ts";
import type { Binder } from "./bind.ts";
import { checkOnFloor, checkUnique, sitePath } from "./check-site.ts";
import { problem } from "./config-texts.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, mapsIn, numberAt, textAt } from "./loose.ts";
import type { Part } from "./parts.ts";
import { choose, NOUNS, unknown } from "./suggest.ts";

interface AssetsContext {
  readonly document: ConfigDocument;
  readonly binder: Binder;
  /** Names of all sources in the config, those of an unknown kind included. */
  readonly sourceNames: readonly string[];
  readonly sources: ReadonlyMap<string, Part<SourcePlugin>>;
}

/** Resolves the references of assets. The result is complete only when the document has no problems. */
export function checkAssets(context: AssetsContext): AssetConfig[] {
  const { document } = context;
  for (const key of ["uid", "label", "path"]) checkUnique(document, "assets", key);
  const written = mapsIn(document.root["assets"]);
  const uidOf = new Map<string, AssetUid>();
  for (const [, asset] of written) {
    const label = textAt(asset, "label");
    if (label !== undefined) uidOf.set(label, (textAt(asset, "uid") ?? "") as AssetUid);
  }
  const labels = [...uidOf.keys()];
  const root = sitePath(document);
  return written.map(([index, asset]) => {
    checkPlace(document, index, { asset, root });
    const uid = uidFor(document, index, asset);
    const meters = textAt(asset, "meters");
    if (meters !== undefined && !uidOf.has(meters))
      document.problem(
        ["assets", index, "meters"],
        unknown("asset", document.show(["assets", index, "meters"]), choose(meters, labels, "asset")),
      );
    return {
      ...readAsset(context, index, asset, uid),
      ...(meters === undefined ? {} : { meters: uidOf.get(meters) ?? ("" as AssetUid) }),
    };
  });
}

function uidFor(document: ConfigDocument, index: number, asset: Record<string, unknown>): AssetUid {
  const uid = textAt(asset, "uid");
  if (uid === undefined && asset["uid"] === undefined) {
    document.problem(["assets", index, "uid"], problem("asset-no-uid", { uid: uuidv7() }));
  }
  return (uid ?? "") as AssetUid;
}

function checkPlace(
  document: ConfigDocument,
  index: number,
  what: { asset: Record<string, unknown>; root: string | undefined },
): void {
  const path = textAt(what.asset, "path");
  if (path !== undefined && what.root !== undefined && (path === what.root || !isBelow(path, what.root))) {
    document.problem(
      ["assets", index, "path"],
      problem("path-off-site", {
        what: NOUNS.path,
        path: document.show(["assets", index, "path"]),
        root: what.root,
      }),
    );
  }
  const pose = what.asset["pose"];
  const x = isMap(pose) ? numberAt(pose, "x") : undefined;
  const y = isMap(pose) ? numberAt(pose, "y") : undefined;
  if (x !== undefined && y !== undefined) checkOnFloor(document, ["assets", index, "pose"], { x, y });
}

function readAsset(context: AssetsContext, index: number, asset: Record<string, unknown>, uid: AssetUid): AssetConfig {
  const { document, binder } = context;
  const typeName = textAt(asset, "type") ?? "";
  const types = document.root["types"];
  const known = isMap(types) && Object.hasOwn(types, typeName) ? types[typeName] : undefined;
  if (typeName !== "" && known === undefined && !document.incomplete) {
    document.problem(
      ["assets", index, "type"],
      unknown("type", document.show(["assets", index, "type"]), choose(typeName, binder.typeNames, "type")),
    );
  }
  const type = isMap(known) ? known : {};
  const label = textAt(asset, "label") ?? "";
  const source = sourceOf(context, index, asset);
  const address = source === undefined ? undefined : binder.address(index, asset, source);
  const size = (asset["size"] ?? type["size"]) as Size | undefined;
  const medium = (asset["medium"] ?? type["medium"]) as AssetConfig["medium"];
  const model = (asset["model"] ?? type["model"]) as string | undefined;
  const documents = (asset["documents"] ?? type["documents"]) as AssetConfig["documents"];
  const axes = asset["axes"] as AssetConfig["axes"];
  const priorLife = asset["priorLife"] as AssetConfig["priorLife"];
  const map = textAt(asset, "map");
  checkMap(document, index, map);
  const parameters = new Map(
    Object.entries(isMap(asset["parameters"]) ? asset["parameters"] : {}).map(([name, value]) => [name, String(value)]),
  );
  const tags = binder.tags(index, { uid, label, type: typeName, parameters, source });
  if (known !== undefined) checkAxes(document, index, asset["axes"], tags);
  return {
    assetUid: uid,
    label,
    type: typeName,
    kind: type["kind"] as AssetKind,
    ...(type["capabilities"] === undefined ? {} : { capabilities: type["capabilities"] as Capability[] }),
    name: asset["name"] as LocalizedText,
    equipmentPath: textAt(asset, "path") ?? "",
    ...(asset["pose"] === undefined ? {} : { pose: asset["pose"] as Pose }),
    ...(size === undefined ? {} : { size }),
    ...(medium === undefined ? {} : { medium }),
    ...(model === undefined ? {} : { model }),
    ...(axes === undefined ? {} : { axes }),
    ...(documents === undefined ? {} : { documents }),
    ...(priorLife === undefined ? {} : { priorLife }),
    ...(map === undefined ? {} : { map }),
    ...(source === undefined ? {} : { source: source.name, address }),
    tags,
  };
}

/** The tags that move a model's parts are tags of the asset. */
function checkAxes(document: ConfigDocument, index: number, axes: unknown, tags: AssetConfig["tags"]): void {
  const known = tags.map(({ shape }) => (shape.component === "" ? shape.signal : `${shape.component}/${shape.signal}`));
  for (const [i, axis] of mapsIn(axes)) {
    const tag = textAt(axis, "tag");
    if (tag === undefined || known.includes(tag) || document.incomplete) continue;
    const place = ["assets", index, "axes", i, "tag"] as const;
    document.problem([...place], unknown("tag", document.show([...place]), choose(tag, known, "tag")));
  }
}

function checkMap(document: ConfigDocument, index: number, map: string | undefined): void {
  const known = mapsIn(document.root["maps"]).flatMap(([, one]) => textAt(one, "id") ?? []);
  if (map !== undefined && !known.includes(map))
    document.problem(
      ["assets", index, "map"],
      unknown("map", document.show(["assets", index, "map"]), choose(map, known, "map")),
    );
}

function sourceOf(
  context: AssetsContext,
  index: number,
  asset: Record<string, unknown>,
): Part<SourcePlugin> | undefined {
  const { document, binder, sourceNames, sources } = context;
  const name = textAt(asset, "source");
  if (name === undefined) {
    const type = textAt(asset, "type") ?? "";
    if (asset["source"] === undefined && binder.hasTags(type))
      document.problem(["assets", index, "source"], problem("asset-no-source", { type }));
    return undefined;
  }
  const isKnown = sourceNames.includes(name);
  if (!isKnown && !document.incomplete)
    document.problem(
      ["assets", index, "source"],
      unknown("source", document.show(["assets", index, "source"]), choose(name, sourceNames, "source")),
    );
  return sources.get(name);
}
