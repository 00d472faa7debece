import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { MismatchView, OrderView, PlacedPiece } from "../../../contracts/production/material.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import {
  DEFAULT_PIECES,
  type MaterialDeps,
  MOST_PIECES,
  type OrderDeps,
  ordersAt,
  pieceAt,
  piecesAt,
  placesAt,
  reconciliationOf,
} from "../../services/production/material.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const MaybeLocalized = Type.Union([Text, Type.Null()]);
const Name = Type.String({ minLength: 1, maxLength: 128 });
const IsCurrent = Type.Boolean({
  description: "False while the record catches up with the log: the answer is then of an earlier time.",
});
const answers = { "4xx": Problem, 503: Problem };

const PieceEntry = closed({
  piece: Type.String(),
  variant: Type.String(),
  order: Type.String(),
  state: Type.Union([Type.Literal("inside"), Type.Literal("shipped"), Type.Literal("scrapped")]),
  place: Type.Union([Type.String(), Type.Null()], {
    description: "Label of the equipment or buffer. Null: between two places, left the plant, or not known yet.",
  }),
  slot: Type.Union([Type.Integer(), Type.Null()]),
  carrier: MaybeText,
  since: Type.Union([Type.String(), Type.Null()], {
    description: "Beginning of its time there, or without a known place. Null: before its first report.",
  }),
  isInferred: Type.Boolean({ description: "Whether it was inferred from other events and not reported." }),
});

const PlaceEntry = closed({
  place: Type.String(),
  name: MaybeLocalized,
  pieces: Type.Integer(),
  unidentified: Type.Union([Type.Integer(), Type.Null()], {
    description:
      "Further pieces observed there that were never reported: they were there before the edge began to listen. " +
      "Null: the pieces there are not counted, or `at` is in the past.",
  }),
  carriers: Type.Array(Type.String()),
  capacity: Type.Union([Type.Integer(), Type.Null()]),
  dwellS: Type.Union([Type.Number(), Type.Null()], {
    description: "Mean of the newest stays that ended there, seconds.",
  }),
  stays: Type.Integer({ description: "Number of stays in this mean." }),
});

const Counts = closed({ started: Type.Integer(), good: Type.Integer(), scrapped: Type.Integer() });
const OrderEntry = closed({
  order: Type.String(),
  variant: Type.String(),
  quantity: MaybeNumber,
  priority: MaybeNumber,
  due: MaybeTime,
  state: Type.String({ description: "State of ISA-95 job control, by name." }),
  runningAt: MaybeTime,
  endedAt: MaybeTime,
  reported: Counts,
  told: Type.Object(Counts.properties, { deprecated: true, description: "Former name of `reported`." }),
  counted: Counts,
  forecast: closed(
    { finish: MaybeTime, reason: MaybeText },
    { description: "When its last piece will be done, or why this cannot be forecast." },
  ),
});

const MismatchEntry = closed({
  id: Type.Integer(),
  kind: Type.String({ description: "`count`, `completions`, `contents`, `drop`, `pick`, `place`, `slot` or `stock`." }),
  place: Type.String(),
  piece: MaybeText,
  since: MaybeTime,
  foundAt: MaybeTime,
  record: Text,
  observed: Text,
  endedAt: MaybeTime,
});

/** Places of pieces now and earlier, progress of orders, and contradictions between record and observation. */
export function materialRoutes(app: Api, deps: OrderDeps): void {
  pieceRoutes(app, deps);
  placeRoutes(app, deps);
  orderRoute(app, deps);
}

function pieceRoutes(app: Api, deps: MaterialDeps & ClockDeps): void {
  const list = {
    tags: ["production"],
    summary: "Pieces in the plant, now or at a time",
    description:
      `Most recently moved first, at most ${MOST_PIECES}; \`total\` is their number. \`text\` searches piece, ` +
      "order, variant and carrier, and finds pieces that left the plant by their number.",
    querystring: closed({
      at: Type.Optional(TimeParam),
      text: Type.Optional(Type.String({ maxLength: 64 })),
      place: Type.Optional(Name),
      limit: Type.Optional(Type.String({ pattern: "^[0-9]{1,4}$", description: `Default ${DEFAULT_PIECES}.` })),
    }),
    response: {
      200: closed({ isCurrent: IsCurrent, at: MaybeTime, total: Type.Integer(), pieces: Type.Array(PieceEntry) }),
      ...answers,
    },
  };
  app.get("/api/v1/pieces", { schema: list }, async (request) => {
    const { at: atText, text, place, limit } = request.query;
    const at = instant(atText, deps.now());
    const question = { at, text, place, limit: readNumber(limit) };
    const { isCurrent, pieces, total } = await piecesAt(deps, callerOf(request), question);
    return { isCurrent, at: formatMicros(at ?? deps.now()), total, pieces: pieces.map(pieceEntry) };
  });

  const one = {
    tags: ["production"],
    summary: "Place of one piece, now or at a time",
    description: "404 when the piece was never reported.",
    params: closed({ piece: Name }),
    querystring: closed({ at: Type.Optional(TimeParam) }),
    response: { 200: closed({ isCurrent: IsCurrent, at: MaybeTime, ...PieceEntry.properties }), ...answers },
  };
  app.get("/api/v1/pieces/:piece", { schema: one }, async (request) => {
    const at = instant(request.query.at, deps.now());
    const { isCurrent, found } = await pieceAt(deps, callerOf(request), { piece: request.params.piece, at });
    return { isCurrent, at: formatMicros(at ?? deps.now()), ...pieceEntry(found) };
  });
}

function placeRoutes(app: Api, deps: MaterialDeps & ClockDeps): void {
  const places = {
    tags: ["production"],
    summary: "Places with the pieces and carriers at them",
    description: "Work in process per buffer, store and machine, now or at a time, and the dwell time of pieces there.",
    querystring: closed({ at: Type.Optional(TimeParam) }),
    response: { 200: closed({ isCurrent: IsCurrent, at: MaybeTime, places: Type.Array(PlaceEntry) }), ...answers },
  };
  app.get("/api/v1/places", { schema: places }, async (request) => {
    const at = instant(request.query.at, deps.now());
    const { isCurrent, places: found } = await placesAt(deps, callerOf(request), at);
    return {
      isCurrent,
      at: formatMicros(at ?? deps.now()),
      places: found.map((place) => ({ ...place, carriers: [...place.carriers] })),
    };
  });

  const reconciliation = {
    tags: ["production"],
    summary: "Record compared with observation",
    description:
      "Number of observed places that agree with the record, and the newest contradictions with both sides, " +
      "newest first.",
    querystring: NoQuery,
    response: {
      200: closed({
        isCurrent: IsCurrent,
        places: Type.Integer(),
        agreeing: Type.Integer(),
        events: Type.Integer({ description: "Events of pieces, carriers, orders, lots and shipments so far." }),
        repeated: Type.Integer({ description: "Events that were reported twice." }),
        repaired: Type.Integer({ description: "Missing events that were inferred from others." }),
        holes: Type.Integer({ description: "Number of declared moves that contradict the routes of the plant." }),
        explained: Type.Integer({
          description: "Moves that contradicted the record, explained by a gap of a source, since the edge started.",
        }),
        refused: Type.Record(Type.String(), Type.Integer(), {
          description: "Listings of stock that were refused, by reason.",
        }),
        mismatches: Type.Array(MismatchEntry),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/reconciliation", { schema: reconciliation }, async (request) => {
    const found = await reconciliationOf(deps, callerOf(request));
    const { isCurrent, agreement, counters, explained, mismatches } = found;
    return { isCurrent, ...agreement, ...counters, explained, mismatches: mismatches.map(mismatchEntry) };
  });
}

function orderRoute(app: Api, deps: OrderDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Production orders with progress and forecast",
    description:
      "Open orders and those that ended last, now or at a time. `reported` comes from the planning system, " +
      "`counted` from the pieces. Lead time and on-time rate cover the orders that ended from `from` to `to`, " +
      "default the seven days before.",
    querystring: closed({ at: Type.Optional(TimeParam), from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) }),
    response: {
      200: closed({
        isCurrent: IsCurrent,
        orders: Type.Array(OrderEntry),
        ended: closed({
          from: MaybeTime,
          to: MaybeTime,
          count: Type.Integer(),
          onTime: Type.Integer(),
          onTimeRate: MaybeNumber,
          leadTimeS: MaybeNumber,
        }),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/orders", { schema }, async (request) => {
    const at = instant(request.query.at, deps.now());
    const range = readRange(request.query, at ?? deps.now(), "-7d");
    const { isCurrent, orders, ended } = await ordersAt(deps, callerOf(request), { at, ended: range });
    const { ended: count, ...figures } = ended;
    return {
      isCurrent,
      orders: orders.map(orderEntry),
      ended: { from: formatMicros(range.from), to: formatMicros(range.to), count, ...figures },
    };
  });
}

function instant(text: string | undefined, now: Micros): Micros | undefined {
  if (text === undefined || text === "now") return undefined;
  const time = parseTime(text, now);
  if (time === undefined)
    throw new EdgeError(
      "bad-request",
      "at is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m",
    );
  return time;
}

function pieceEntry({ since, ...piece }: PlacedPiece) {
  return { ...piece, since: since === null ? null : formatMicros(since) };
}

function orderEntry({ due, runningAt, endedAt, forecast, ...order }: OrderView) {
  return {
    ...order,
    told: order.reported,
    due: timeOrNull(due),
    runningAt: timeOrNull(runningAt),
    endedAt: timeOrNull(endedAt),
    forecast: { ...forecast, finish: timeOrNull(forecast.finish) },
  };
}

function mismatchEntry({ since, foundAt, endedAt, ...mismatch }: MismatchView) {
  return { ...mismatch, since: formatMicros(since), foundAt: formatMicros(foundAt), endedAt: timeOrNull(endedAt) };
}

function timeOrNull(time: Micros | null): string | null {
  return time === null ? null : formatMicros(time);
}
