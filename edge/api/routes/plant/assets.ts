import { EdgeError } from "../../../contracts/errors.ts";
import { calculatedTagUid } from "../../../contracts/explore/calculated-tag.ts";
import type { Asset, Plant } from "../../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { Type } from "../../../contracts/schema.ts";
import { lazily } from "../../http/answer-pieces.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid, closed, NoQuery, TagUid, Text, UidParam } from "../../http/schemas.ts";
import { listSaved, type SavedDeps, type SavedView } from "../../services/explore/saved.ts";

const AssetEntry = closed({
  assetUid: AssetUid,
  path: Type.String({
    description:
      "ISA-95 place now: enterprise/site/area/line/cell/unit. It changes when the asset is moved; the uid does not.",
    examples: ["binjiang/bj1/machining/turning/cell-1/cnc-101"],
  }),
  kind: Type.String({ examples: ["lathe"] }),
  name: Text,
  label: Type.String({ description: "The label on the machine.", examples: ["CNC-101"] }),
});

const TagEntry = closed({
  ref: Type.Integer({
    description:
      "Dense number of the tag on this edge, as used in stream frames. Stable across restarts, meaningless on " +
      "other edges.",
  }),
  tagUid: TagUid,
  assetUid: AssetUid,
  type: Type.Union([
    Type.Literal("number"),
    Type.Literal("boolean"),
    Type.Literal("enum"),
    Type.Literal("text"),
    Type.Literal("waveform"),
  ]),
  unit: Type.Union([Type.String(), Type.Null()], {
    description:
      "UCUM code, such as `Cel`, `mm/s`, `kW`; null for booleans, enums and text. Of a waveform, that of its points.",
  }),
  source: Type.String({ description: "Configured source that reads it." }),
  address: Type.String({
    description:
      "Where the source finds it: a browse path, or a topic and metric. For people to read; not an identity.",
  }),
  name: Text,
  component: Type.String(),
  signal: Type.String(),
  role: Type.Union([Type.String(), Type.Null()], {
    description: "The meaning by which KPIs, detectors and viewer find the tag.",
  }),
  range: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
  limits: Type.Union([
    closed({
      lowLow: Type.Optional(Type.Number()),
      low: Type.Optional(Type.Number()),
      high: Type.Optional(Type.Number()),
      highHigh: Type.Optional(Type.Number()),
    }),
    Type.Null(),
  ]),
  labels: Type.Union(
    [Type.Array(closed({ value: Type.Number(), zh: Type.String(), en: Type.String() })), Type.Null()],
    { description: "Meanings of the codes of an enum." },
  ),
});

const CalculatedEntry = closed({
  tagUid: TagUid,
  name: Type.String({ description: "As its author wrote it." }),
  unit: Type.Union([Type.String(), Type.Null()], { description: "UCUM code, as its author gave it." }),
});

interface AssetDeps extends SavedDeps {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: Pick<TagTable, "all" | "ofAsset">;
}

/** The assets and tags of the plant, by uid. */
export function assetRoutes(app: Api, deps: AssetDeps): void {
  const { plant, tags } = deps;
  const byUid = new Map(plant.assets.map((asset) => [asset.assetUid as string, asset]));
  const find = (uid: string): Asset => {
    const asset = byUid.get(uid);
    if (asset === undefined)
      throw new EdgeError("not-found", "No asset has this uid. GET /api/v1/assets lists them all.");
    return asset;
  };

  const list = {
    tags: ["plant"],
    summary: "All assets",
    description: "Machines, robots, vehicles, meters and stores of the plant.",
    querystring: NoQuery,
    response: { 200: closed({ assets: Type.Array(AssetEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/assets", { schema: list }, async () => ({ assets: plant.assets.map(assetEntry) }));

  const one = {
    tags: ["plant"],
    summary: "One asset with its tags",
    description: "The uid is percent-encoded: `urn:example:lathe:1001` is written `urn%3Aexample%3Alathe%3A1001`.",
    params: closed({ assetUid: UidParam }),
    querystring: NoQuery,
    response: { 200: closed({ asset: AssetEntry, tags: Type.Array(TagEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/assets/:assetUid", { schema: one }, async (request) => {
    const asset = find(request.params.assetUid);
    return { asset: assetEntry(asset), tags: tags.ofAsset(asset.assetUid).map(tagEntry) };
  });

  const all = {
    tags: ["plant"],
    summary: "All tags",
    description:
      "Every signal with its unit and the address it is read from, and the calculated tags that the caller may see, " +
      "whose uids trends and curves take like those of other tags. `asset` selects the tags of one asset, which has " +
      "no calculated ones.",
    querystring: closed({ asset: Type.Optional(UidParam) }),
    response: {
      200: closed({ tags: Type.Array(TagEntry), calculated: Type.Array(CalculatedEntry) }),
      "4xx": Problem,
    },
  };
  app.get("/api/v1/tags", { schema: all }, async (request) => {
    const { asset } = request.query;
    if (asset !== undefined) return { tags: lazily(tags.ofAsset(find(asset).assetUid), tagEntry), calculated: [] };
    const calculated = deps.saved === undefined ? [] : listSaved(deps, callerOf(request), "calculated-tags");
    return { tags: lazily(tags.all(), tagEntry), calculated: calculated.map(calculatedEntry) };
  });
}

function assetEntry({ assetUid, equipmentPath, kind, name, label }: Asset) {
  return { assetUid, path: equipmentPath, kind, name, label };
}

function calculatedEntry({ saved: { uid, content } }: SavedView<"calculated-tag">) {
  return { tagUid: calculatedTagUid(uid), name: content.name, unit: content.unit === "" ? null : content.unit };
}

function tagEntry(tag: Tag) {
  return {
    ref: tag.ref,
    tagUid: tag.tagUid,
    assetUid: tag.assetUid,
    type: tag.type,
    unit: tag.unit ?? null,
    source: tag.source,
    address: tag.address,
    name: tag.name,
    component: tag.component,
    signal: tag.signal,
    role: tag.role ?? null,
    range: tag.range === undefined ? null : ([tag.range[0], tag.range[1]] as [number, number]),
    limits: tag.limits ?? null,
    labels: tag.labels === undefined ? null : [...tag.labels],
  };
}
