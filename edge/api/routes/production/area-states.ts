import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { ProductionReader, StateSpan } from "../../../contracts/production/production.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { readRange } from "../history/trends.ts";

/** States of all machines are worked out anew for each answer. */
const MOST_US = 2 * 86_400e6;
const MOST_COLUMNS = 600;
const DEFAULT_COLUMNS = 120;
/** Levels of a path down to the ISA-95 area. */
const AREA_LEVELS = 3;

const Shares = Type.Array(Type.Number(), { description: "Oldest column first, 0 to 1." });

const AreaEntry = closed({
  path: Type.String({ description: "Path of the ISA-95 area." }),
  machines: Type.Integer({ description: "Machines whose states are read." }),
  working: Shares,
  failed: Shares,
  unknown: Type.Array(Type.Number(), { description: "What nobody could see: neither working nor failed." }),
});

/** What whole areas were doing. */
export function areaStateRoutes(app: Api, { production, plant, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["production"],
    summary: "What areas were doing",
    description:
      "Shares of the machines' time in equal columns: working (APT), failed (ADET, maintenance), unknown. In the " +
      "rest, machines waited for work or were being set up. Empty where the edge follows no states. At most 2 " +
      "days; default the last eight hours.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      columns: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,3}$", description: `1 to ${MOST_COLUMNS}; default ${DEFAULT_COLUMNS}.` }),
      ),
    }),
    response: { 200: closed({ from: MaybeTime, to: MaybeTime, areas: Type.Array(AreaEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/states/areas", { schema }, async (request, reply) => {
    const { from, to } = readRange(request.query, now(), "-8h");
    if (to - from > MOST_US) throw new EdgeError("bad-request", "take 2 days at most");
    const columns = Number(request.query.columns ?? DEFAULT_COLUMNS);
    if (columns < 1 || columns > MOST_COLUMNS)
      throw new EdgeError("bad-request", `columns must be 1 to ${MOST_COLUMNS}`);
    void reply.header("cache-control", "no-store");
    // A recording, and an edge that follows no states: no area has machines whose states are read.
    const byArea = production === undefined ? [] : [...machinesByArea(plant, production)];
    const areas = await Promise.all(
      byArea.map(async ([path, machines]) => {
        const spans = await spansOf(machines, production as ProductionReader, { from, to });
        return { path, machines: machines.length, ...sharesOf(spans, { from, to, columns }) };
      }),
    );
    return { from: formatMicros(from), to: formatMicros(to), areas };
  });
}

function machinesByArea({ assets }: Plant, { machines }: ProductionReader): Map<string, AssetUid[]> {
  const pathOf = new Map(
    assets.map(({ assetUid, equipmentPath }) => [assetUid, equipmentPath.split("/").slice(0, AREA_LEVELS).join("/")]),
  );
  const byArea = Map.groupBy(machines, ({ assetUid }) => pathOf.get(assetUid) ?? "");
  return new Map([...byArea].map(([path, ones]) => [path, ones.map(({ assetUid }) => assetUid)]));
}

type Share = "working" | "failed" | "unknown";

const SHARES: Readonly<Record<StateSpan["element"], Share | undefined>> = {
  APT: "working",
  ADET: "failed",
  maintenance: "failed",
  unknown: "unknown",
  AUST: undefined,
  ADOT: undefined,
};

/** One machine after the other: the books answer nobody else meanwhile. */
async function spansOf(
  machines: readonly AssetUid[],
  production: ProductionReader,
  { from, to }: { readonly from: Micros; readonly to: Micros },
): Promise<readonly (readonly StateSpan[])[]> {
  const spans: (readonly StateSpan[])[] = [];
  for (const machine of machines) spans.push(await production.states(machine, from, to));
  return spans;
}

function sharesOf(
  machines: readonly (readonly StateSpan[])[],
  { from, to, columns }: { readonly from: Micros; readonly to: Micros; readonly columns: number },
): Record<Share, number[]> {
  const width = (to - from) / columns;
  const held = {
    working: new Float64Array(columns),
    failed: new Float64Array(columns),
    unknown: new Float64Array(columns),
  };
  for (const spans of machines) {
    for (const span of spans) {
      const share = SHARES[span.element];
      if (share !== undefined) spread(held[share], (span.from - from) / width, (span.to - from) / width);
    }
  }
  const told = (column: Float64Array): number[] =>
    Array.from(column, (value) => Math.round((1000 * value) / machines.length) / 1000);
  return { working: told(held.working), failed: told(held.failed), unknown: told(held.unknown) };
}

/** Adds a stretch of time, in columns, to those it reaches into. */
function spread(columns: Float64Array, begin: number, end: number): void {
  for (let at = Math.max(0, Math.floor(begin)); at < columns.length && at < end; at++) {
    columns[at] = (columns[at] as number) + Math.min(at + 1, end) - Math.max(at, begin);
  }
}
