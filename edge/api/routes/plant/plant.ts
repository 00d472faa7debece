import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LayoutEditor } from "../../../contracts/plant/layout.ts";
import type { Assignment, Plant } from "../../../contracts/plant/plant.ts";
import type { KpiReader } from "../../../contracts/production/kpi.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, NoQuery, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import { InputFields, inputFields } from "../production/input-fields.ts";
import { TypeEntry } from "./component-entry.ts";

const Point = Type.Tuple([Type.Number(), Type.Number()]);
const { Optional } = Type;

const PlantSchema = closed({
  site: closed({
    enterprise: Type.String(),
    id: Type.String(),
    name: Text,
    timeZone: Type.String({ description: "IANA name." }),
    currency: Type.String({ description: "ISO 4217." }),
    shifts: Type.Array(closed({ name: Text, start: Type.String(), end: Type.String() })),
  }),
  floor: closed({
    width: Type.Number(),
    depth: Type.Number(),
    underlay: Optional(
      closed({
        file: Type.String(),
        x: Type.Number(),
        y: Type.Number(),
        width: Type.Number(),
        height: Type.Number(),
        rotateDeg: Type.Number(),
      }),
    ),
  }),
  places: Type.Array(closed({ path: Type.String(), name: Text })),
  assets: Type.Array(
    closed({
      assetUid: AssetUid,
      label: Type.String(),
      kind: Type.String(),
      capabilities: Optional(
        Type.Array(Type.String(), { description: "Its capabilities, where its type gives them instead of its kind." }),
      ),
      type: Optional(
        Type.String({ description: "Name of its type in `types`, where that type describes components." }),
      ),
      priorLife: Optional(
        Type.Array(
          closed({
            component: Type.String({ description: "Path of the component, such as `spindle/front-bearing`." }),
            hours: Optional(Type.Number()),
            cycles: Optional(Type.Number()),
          }),
          { description: "Prior life of its components; replaces the prior life that its type gives." },
        ),
      ),
      name: Text,
      equipmentPath: Type.String(),
      pose: Optional(closed({ x: Type.Number(), y: Type.Number(), z: Type.Number(), yawDeg: Type.Number() })),
      size: Optional(closed({ x: Type.Number(), y: Type.Number(), z: Type.Number() })),
      tags: Type.Array(Type.Integer({ description: "Refs of its tags." })),
      meters: Optional(AssetUid),
      meterAbove: Optional(AssetUid),
      medium: Optional(Type.String()),
      model: Optional(Type.String({ description: "File below /api/v1/plant-files/." })),
      axes: Optional(
        Type.Array(
          closed({
            node: Type.String({ description: "Joint or node of the model." }),
            tag: Type.String({ description: "Tag that moves it: `component/signal`, or the signal alone." }),
            motion: Optional(Type.String({ description: "`turn` or `slide`." })),
            axis: Optional(Type.String({ description: "`x`, `y` or `z` of the node's own frame." })),
            scale: Optional(Type.Number({ description: "Factor on the value in SI units." })),
          }),
        ),
      ),
      documents: Optional(Type.Array(closed({ name: Text, file: Type.String() }))),
      map: Optional(Type.String()),
      simulated: Type.Boolean(),
    }),
  ),
  types: Optional(
    Type.Array(TypeEntry, {
      description:
        "Types that describe the components of their assets. The components of other assets follow from their tags.",
    }),
  ),
  zones: Type.Array(
    closed({
      id: Type.String(),
      name: Text,
      kind: Type.String(),
      polygon: Type.Array(Point),
      safeguard: Optional(Type.String()),
    }),
  ),
  routes: closed({
    nodes: Type.Array(closed({ id: Type.String(), x: Type.Number(), y: Type.Number() })),
    edges: Type.Array(closed({ id: Type.String(), from: Type.String(), to: Type.String() })),
  }),
  maps: Optional(
    Type.Array(
      closed({ id: Type.String(), scale: Type.Number(), rotateDeg: Type.Number(), x: Type.Number(), y: Type.Number() }),
    ),
  ),
  runs: Optional(
    Type.Array(
      closed({
        id: Type.String(),
        kind: Type.String(),
        medium: Optional(Type.String()),
        width: Type.Number(),
        points: Type.Array(Type.Tuple([Type.Number(), Type.Number(), Type.Number()])),
      }),
    ),
  ),
  assignments: Type.Array(
    closed({ assetUid: AssetUid, equipmentPath: Type.String(), validFrom: MaybeTime, validTo: MaybeTime }),
    {
      description:
        "Places of assets over time. Health and tools belong to the asset, OEE and energy to the place at that time.",
    },
  ),
});

const KpiEntry = closed({
  id: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()], {
    description: "Null when it cannot be computed from the samples; `reason` says why.",
  }),
  unit: Type.String(),
  target: MaybeNumber,
  since: MaybeTime,
  reason: Type.Union([Type.String(), Type.Null()]),
  recent: Type.Array(Type.Number(), { description: "Newest points, oldest first." }),
  ...InputFields,
});

interface PlantDeps {
  readonly plant: Plant;
  readonly layout?: Pick<LayoutEditor, "plant">;
  readonly assignments?: readonly Assignment[];
  readonly kpis: Pick<KpiReader, "fresh">;
  /** The plant as it was drawn at a time, undefined where that is not known; absent where only the present is. */
  readonly plantAt?: (time: Micros) => Promise<Plant | undefined>;
}

/** The plant's fixed description, and the figures of the KPI strip. */
export function plantRoutes(app: Api, deps: PlantDeps & ClockDeps): void {
  const schema = {
    tags: ["plant"],
    summary: "The whole plant for the viewer",
    description:
      "The fixed description: floor, assets with pose and size, zones, vehicle routes. Metres, x east, y north; " +
      "yaw in degrees counterclockwise from east. With `at`: as it was drawn then, which only a hub knows.",
    querystring: closed({ at: Optional(TimeParam) }),
    response: { 200: PlantSchema, "4xx": Problem },
  };
  const assignments = (deps.assignments ?? []).map((one) => ({
    ...one,
    validFrom: formatMicros(one.validFrom),
    validTo: one.validTo === undefined ? null : formatMicros(one.validTo),
  }));
  // Built once for each layout: it is large, and the same for all clients.
  let made: { readonly of: Plant; readonly text: string } | undefined;
  app.get("/api/v1/plant", { schema }, async (request, reply) => {
    const { at } = request.query;
    const plant = at === undefined ? (deps.layout?.plant() ?? deps.plant) : await plantThen(deps, at);
    if (made?.of !== plant) made = { of: plant, text: JSON.stringify({ ...plant, assignments }) };
    const { text } = made;
    return reply
      .type("application/json; charset=utf-8")
      .serializer(() => text)
      .send({} as never);
  });

  const kpis = {
    tags: ["plant"],
    summary: "Key figures now",
    description: "Figures computed from samples. A figure that cannot be computed is null, with the reason.",
    querystring: NoQuery,
    response: { 200: closed({ kpis: Type.Array(KpiEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/kpis", { schema: kpis }, async () => {
    const kpis = await deps.kpis.fresh();
    return {
      kpis: kpis.map(({ id, value, unit, target, since, reason, recent, ...inputs }) => ({
        id,
        value,
        unit,
        target: target ?? null,
        since: formatMicros(since),
        reason: reason ?? null,
        recent: [...recent],
        ...inputFields(inputs),
      })),
    };
  });
}

/** Throws EdgeError `bad-request` for a time that is none, `conflict` where only the present plant is kept. */
async function plantThen({ plantAt, now }: PlantDeps & ClockDeps, text: string): Promise<Plant> {
  const time = parseTime(text, now());
  if (time === undefined)
    throw new EdgeError(
      "bad-request",
      "at is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m",
    );
  const plant = await plantAt?.(time);
  if (plant === undefined) throw new EdgeError("conflict", "The plant as it was drawn then is not kept here.");
  return plant;
}
