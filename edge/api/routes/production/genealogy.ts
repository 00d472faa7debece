import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import {
  DIRECTIONS,
  type Direction,
  type Family,
  GENEALOGY_BY,
  type GenealogyBy,
  type GenealogyReader,
  type LotView,
  type PieceLife,
  type RideView,
  type ShipmentView,
} from "../../../contracts/production/genealogy.ts";
import type { Feature } from "../../../contracts/production/material-event.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";

const DEFAULT_PIECES = 500;
const MOST_PIECES = 2000;

const Name = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const State = Type.Union([Type.Literal("inside"), Type.Literal("shipped"), Type.Literal("scrapped")]);
const FeatureEntry = closed({
  name: Type.String(),
  value: Type.Number(),
  lower: MaybeNumber,
  upper: MaybeNumber,
  unit: Type.Union([Type.String(), Type.Null()], { description: "UCUM." }),
  ok: Type.Boolean(),
});
const Features = Type.Array(FeatureEntry);
const OperationName = Type.Union([Text, Type.Null()]);

const LotEntry = closed({
  lot: Type.String(),
  time: Type.Union([Type.String(), Type.Null()], {
    description: "When it was received; null: its receipt was never reported.",
  }),
  supplier: Type.String(),
  heat: Type.String(),
  variant: Type.String(),
  quantity: MaybeNumber,
  pallets: Type.Array(Type.String()),
  accepted: Type.Union([Type.Boolean(), Type.Null()]),
  inspection: Features,
});

const ShipmentEntry = closed({
  shipment: Type.String(),
  time: MaybeTime,
  orders: Type.Array(Type.String()),
  pallets: Type.Array(Type.String()),
});
const RideEntry = closed(
  { pallet: Type.String(), from: MaybeTime, to: MaybeTime },
  { description: "`from` null: since before the first report. `to` null: it is on it." },
);

const Backward = closed({
  lot: Type.Union([LotEntry, Type.Null()]),
  operations: Type.Array(
    closed({
      station: Type.String(),
      operation: Type.String(),
      name: OperationName,
      program: Type.String(),
      tools: Type.Array(Type.String()),
      start: MaybeTime,
      end: MaybeTime,
      verdict: Type.Union([Type.Literal("good"), Type.Literal("rework"), Type.Literal("scrap"), Type.Null()]),
      results: Type.Array(FeatureEntry, { description: "Key results that the station reported." }),
    }),
  ),
  inspections: Type.Array(
    closed({
      station: Type.String(),
      operation: Type.String(),
      name: OperationName,
      time: MaybeTime,
      ok: Type.Boolean(),
      features: Features,
    }),
  ),
  stays: Type.Array(
    closed({
      place: Type.String(),
      slot: MaybeNumber,
      carrier: MaybeText,
      from: MaybeTime,
      to: Type.Union([Type.String(), Type.Null()], { description: "Null: it is there." }),
      isInferred: Type.Boolean({ description: "It, or an end of it, follows from other events and was not reported." }),
    }),
  ),
  isCut: Type.Boolean({ description: "Older entries were left out, because the piece went round in circles." }),
});

const Forward = closed({
  pallet: Type.Union([Type.String(), Type.Null()], { description: "That it stands on, or left on." }),
  rides: Type.Array(RideEntry),
  shipment: Type.Union([ShipmentEntry, Type.Null()]),
  scrappedAt: MaybeTime,
});

const Life = closed({
  piece: Type.String(),
  variant: Type.String(),
  state: State,
  order: MaybeText,
  firstAt: MaybeTime,
  lastAt: MaybeTime,
  holes: Type.Integer({ description: "Moves that contradict the ways of the plant, declared." }),
  isStartKnown: Type.Boolean({
    description:
      "False: it was in the plant before it was first reported, and what was done to it by then is not known.",
  }),
  backward: Type.Union([Backward, Type.Null()]),
  forward: Type.Union([Forward, Type.Null()]),
});

const FamilyEntry = closed({
  pieces: Type.Array(
    closed({
      piece: Type.String(),
      variant: Type.String(),
      state: State,
      order: MaybeText,
      lot: MaybeText,
      pallet: MaybeText,
      shipment: MaybeText,
      ride: Type.Union([RideEntry, Type.Null()], { description: "Of a question by pallet: when it stood on it." }),
    }),
  ),
  hasMore: Type.Boolean({
    description: "There are more pieces; lots, orders, pallets, shipments and counts are of those that are listed.",
  }),
  backward: Type.Union([closed({ lots: Type.Array(LotEntry) }), Type.Null()]),
  forward: Type.Union([
    closed({
      inside: Type.Integer(),
      shipped: Type.Integer(),
      scrapped: Type.Integer(),
      orders: Type.Array(Type.String()),
      pallets: Type.Array(Type.String()),
      shipments: Type.Array(ShipmentEntry),
    }),
    Type.Null(),
  ]),
});

/** `GET /api/v1/genealogy`: the life of a piece, and the pieces of a lot, order, pallet or shipment. */
export function genealogyRoutes(app: Api, { genealogy, plant, now = wallClock }: ApiDeps): void {
  const simulated = plant.assets.some((asset) => asset.simulated);
  const schema = {
    tags: ["production"],
    summary: "Where a piece comes from, and what became of it",
    description: `Give one of piece, lot, order, pallet, shipment. Of a piece: \`backward\` its casting lot, operations with machine, program, tools and key results, inspections and places; \`forward\` its pallets and shipment. Of the others: their pieces, \`backward\` the lots they are made of, \`forward\` what became of them. A pallet is used again and again: \`from\` and \`to\` say when. At most ${MOST_PIECES} pieces, default ${DEFAULT_PIECES}. 404 when it was never reported.`,
    querystring: closed({
      piece: Name,
      lot: Name,
      order: Name,
      pallet: Name,
      shipment: Name,
      direction: Type.Optional(Type.Enum([...DIRECTIONS], { description: "Default `both`." })),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      limit: Type.Optional(Type.String({ pattern: "^[0-9]{1,4}$" })),
    }),
    response: {
      200: closed({
        isCurrent: Type.Boolean({
          description: "False while the record catches up with the log: then it is of an earlier time.",
        }),
        simulated: Type.Boolean({ description: "The plant, or a part of it, is simulated." }),
        by: Type.Enum([...GENEALOGY_BY]),
        name: Type.String(),
        direction: Type.Enum([...DIRECTIONS]),
        life: Type.Union([Life, Type.Null()], { description: "Of a piece." }),
        family: Type.Union([FamilyEntry, Type.Null()], { description: "Of everything else." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/genealogy", { schema }, async (request, reply) => {
    const { direction = "both", ...query } = request.query;
    const { by, name } = subjectOf(query);
    const reader = known(genealogy);
    const along = direction as Direction;
    const [limit, window] = [limitOf(query.limit), windowOf(query, by, now())];
    const life = by === "piece" ? await reader.life(name, along) : undefined;
    const family = by === "piece" ? undefined : await reader.family({ by, name, direction: along, limit, ...window });
    if (life === undefined && family === undefined) throw new EdgeError("not-found", `this ${by} was never reported`);
    void reply.header("cache-control", "no-store");
    return {
      isCurrent: reader.isCurrent,
      simulated,
      by,
      name,
      direction: along,
      life: life === undefined ? null : lifeEntry(life),
      family: family === undefined ? null : familyEntry(family),
    };
  });
}

function subjectOf(query: { readonly [by in GenealogyBy]?: string }): {
  readonly by: GenealogyBy;
  readonly name: string;
} {
  const given = GENEALOGY_BY.flatMap((by) => (query[by] === undefined ? [] : [{ by, name: query[by] }]));
  const [only] = given;
  if (only === undefined || given.length > 1)
    throw new EdgeError("bad-request", `give one of ${GENEALOGY_BY.join(", ")}`);
  return only;
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? DEFAULT_PIECES : Number(text);
  if (limit < 1 || limit > MOST_PIECES) throw new EdgeError("bad-request", `limit must be 1 to ${MOST_PIECES}`);
  return limit;
}

function windowOf(
  query: { readonly from?: string; readonly to?: string },
  by: GenealogyBy,
  now: Micros,
): { from?: Micros; to?: Micros } {
  const window: { from?: Micros; to?: Micros } = {};
  for (const end of ["from", "to"] as const) {
    const text = query[end];
    if (text === undefined) continue;
    if (by !== "pallet") throw new EdgeError("bad-request", `\`${end}\` applies to pallets only`);
    const time = parseTime(text, now);
    if (time === undefined)
      throw new EdgeError(
        "bad-request",
        `${end} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
      );
    window[end] = time;
  }
  return window;
}

function known(genealogy: GenealogyReader | undefined): GenealogyReader {
  if (genealogy === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  return genealogy;
}

function lifeEntry({ firstAt, lastAt, backward, forward, ...life }: PieceLife) {
  return {
    ...life,
    firstAt: formatMicros(firstAt),
    lastAt: formatMicros(lastAt),
    backward: backward === null ? null : backwardEntry(backward),
    forward: forward === null ? null : forwardEntry(forward),
  };
}

function backwardEntry({ lot, operations, inspections, stays, isCut }: NonNullable<PieceLife["backward"]>) {
  return {
    lot: lot === null ? null : lotEntry(lot),
    operations: operations.map(({ tools, start, end, results, name, ...operation }) => ({
      ...operation,
      name: name ?? null,
      tools: [...tools],
      ...ends({ start, end }),
      results: results.map(featureEntry),
    })),
    inspections: inspections.map(({ time, features, ...inspection }) => ({
      ...inspection,
      time: formatMicros(time),
      features: features.map(featureEntry),
    })),
    stays: stays.map(({ from, to, ...stay }) => ({ ...stay, from: timeOrNull(from), to: timeOrNull(to) })),
    isCut,
  };
}

function ends({ start, end }: { readonly start: Micros | null; readonly end: Micros | null }) {
  return { start: timeOrNull(start), end: timeOrNull(end) };
}

function forwardEntry({ pallet, rides, shipment, scrappedAt }: NonNullable<PieceLife["forward"]>) {
  return {
    pallet,
    rides: rides.map(rideEntry),
    shipment: shipment === null ? null : shipmentEntry(shipment),
    scrappedAt: timeOrNull(scrappedAt),
  };
}

function familyEntry({ pieces, hasMore, backward, forward }: Family) {
  return {
    pieces: pieces.map(({ ride, ...piece }) => ({ ...piece, ride: ride === null ? null : rideEntry(ride) })),
    hasMore,
    backward: backward === null ? null : { lots: backward.lots.map(lotEntry) },
    forward:
      forward === null
        ? null
        : {
            ...forward,
            orders: [...forward.orders],
            pallets: [...forward.pallets],
            shipments: forward.shipments.map(shipmentEntry),
          },
  };
}

function lotEntry({ time, pallets, inspection, ...lot }: LotView) {
  return { ...lot, time: timeOrNull(time), pallets: [...pallets], inspection: inspection.map(featureEntry) };
}

function shipmentEntry({ time, orders, pallets, shipment }: ShipmentView) {
  return { shipment, time: timeOrNull(time), orders: [...orders], pallets: [...pallets] };
}

function rideEntry({ pallet, from, to }: RideView) {
  return { pallet, from: timeOrNull(from), to: timeOrNull(to) };
}

/** Infinity is how some tellers write that there is no such limit. */
function featureEntry({ name, value, lower, upper, unit, ok }: Feature) {
  return { name, value, lower: finite(lower), upper: finite(upper), unit: unit ?? null, ok };
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function timeOrNull(time: Micros | null): string | null {
  return time === null ? null : formatMicros(time);
}
