import type { LayoutChange } from "../../../contracts/plant/layout.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid, closed, NoQuery, Text } from "../../http/schemas.ts";
import { type LayoutDeps, prepareRestart, readLayout, saveLayout } from "../../services/plant/layout.ts";

const { Optional } = Type;
/** Maximum size of a body, most of it a drawing of the hall as base64. */
const BODY_LIMIT_BYTES = 12 * 1024 * 1024;
const number = Type.Number({ minimum: -10_000, maximum: 10_000 });
const positive = Type.Number({ exclusiveMinimum: 0, maximum: 10_000 });
const word = Type.String({ minLength: 1, maxLength: 200 });

const PoseSchema = closed({ x: number, y: number, z: number, yawDeg: Type.Number({ minimum: -360, maximum: 360 }) });
const ZoneSchema = closed({
  id: word,
  name: Text,
  kind: word,
  safeguard: Optional(word),
  polygon: Type.Array(Type.Tuple([number, number]), { minItems: 3, maxItems: 1000 }),
});
const RoutesSchema = closed({
  nodes: Type.Array(closed({ id: word, x: number, y: number }), { maxItems: 5_000 }),
  edges: Type.Array(closed({ id: word, from: word, to: word }), { maxItems: 10_000 }),
});
const MapSchema = closed({
  id: word,
  scale: positive,
  rotateDeg: Type.Number({ minimum: -360, maximum: 360 }),
  x: number,
  y: number,
});
const NewAssetSchema = closed({
  label: word,
  type: word,
  name: Text,
  path: word,
  pose: PoseSchema,
  source: Optional(word),
  address: Optional(Type.Record(Type.String(), Type.Unknown())),
});
const AxisSchema = closed({
  node: word,
  tag: word,
  motion: Optional(Type.Enum(["turn", "slide"])),
  axis: Optional(Type.Enum(["x", "y", "z"])),
  scale: Optional(Type.Number({ minimum: -1000, maximum: 1000 })),
});
const UnderlaySchema = closed({
  image: Optional(closed({ kind: Type.Enum(["png", "svg"]), base64: Type.String({ maxLength: 11_000_000 }) })),
  x: number,
  y: number,
  width: positive,
  height: positive,
  rotateDeg: Type.Number({ minimum: -360, maximum: 360 }),
});

const ChangeSchema = closed({
  revision: Type.String({ description: "Revision of the layout that was read." }),
  floor: Optional(closed({ width: positive, depth: positive })),
  underlay: Optional(Type.Union([UnderlaySchema, Type.Null()])),
  poses: Optional(Type.Array(closed({ assetUid: AssetUid, pose: PoseSchema }), { maxItems: 20_000 })),
  axes: Optional(
    Type.Array(closed({ assetUid: AssetUid, axes: Type.Array(AxisSchema, { maxItems: 31 }) }), { maxItems: 20_000 }),
  ),
  added: Optional(Type.Array(NewAssetSchema, { maxItems: 1_000 })),
  removed: Optional(Type.Array(AssetUid, { maxItems: 1_000 })),
  zones: Optional(Type.Array(ZoneSchema, { maxItems: 2_000 })),
  routes: Optional(RoutesSchema),
  maps: Optional(Type.Array(MapSchema, { maxItems: 100 })),
});

const Saved = closed({
  revision: Type.String(),
  files: Type.Array(Type.String(), { description: "Files of the plant's folder that were written." }),
  needsRestart: Type.Boolean({
    description: "True when new assets, safeguards or maps need a restart of the edge.",
  }),
});

/** The layout, read from and written to the plant's config; comments are kept. */
export function layoutRoutes(app: Api, deps: LayoutDeps): void {
  const read = {
    tags: ["plant"],
    summary: "The layout, for an editor",
    description:
      "Floor, assets (also those without a position), types, zones, routes and maps as the config has them, with " +
      "the revision that a change must name.",
    querystring: NoQuery,
    response: { 200: Type.Unknown(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/layout", { schema: read }, async (request) => {
    return await readLayout(deps, callerOf(request));
  });

  const write = {
    tags: ["plant"],
    summary: "Change the layout",
    description:
      "Writes the plant's config and keeps its comments, after checking the whole config as at a start. 409 " +
      "when it was changed since `revision`. Moves show at once; new assets need a restart.",
    querystring: NoQuery,
    body: ChangeSchema,
    response: { 200: Saved, "4xx": Problem, 503: Problem },
  };
  app.put("/api/v1/layout", { schema: write, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const saved = await saveLayout(deps, callerOf(request), request.body as unknown as LayoutChange);
    return { ...saved, files: [...saved.files] };
  });

  const restart = {
    tags: ["plant"],
    summary: "Start the edge again with the saved config",
    description:
      "The edge checks the whole config first. If it has mistakes, the answer is 409 with all of them, and the " +
      "edge keeps running. Values stop for some seconds; sources that can fill the gap do so.",
    querystring: NoQuery,
    body: closed({}),
    response: { 202: closed({}), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/layout/restart", { schema: restart }, async (request, reply) => {
    const again = await prepareRestart(deps, callerOf(request));
    // Restarts after the answer was sent, because stopping ends this connection.
    setTimeout(again, 200);
    return reply.code(202).send({});
  });
}
