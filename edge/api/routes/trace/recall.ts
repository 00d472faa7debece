import { BYTE_ORDER_MARK, csvLine, csvPieces } from "../../../contracts/csv.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Recall, RecallPiece, RecallQuestion } from "../../../contracts/production/recall.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, TimeParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import {
  DEFAULT_LISTED,
  MOST_IN_TABLE,
  MOST_LISTED,
  type RecallDeps,
  recallPieces,
  recallTable,
} from "../../services/trace/recall.ts";

const Name = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Names = Type.Array(Type.String());

const Criteria = {
  lot: Name,
  supplier: Name,
  order: Name,
  machine: Name,
  program: Name,
  fixture: Name,
  tool: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: "Number of a tool of `machine`." })),
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
};

const Share = { name: Type.String(), pieces: Type.Integer() };
const Piece = closed({
  piece: Type.String(),
  state: Type.Union([Type.Literal("inside"), Type.Literal("shipped"), Type.Literal("scrapped")]),
  order: MaybeText,
  lot: MaybeText,
  shipment: MaybeText,
  place: Type.Union([Type.String(), Type.Null()], { description: "Null: in transit, or it left." }),
  slot: MaybeNumber,
  carrier: MaybeText,
});

const Answer = closed({
  isCurrent: Type.Boolean({ description: "False while the record catches up with the log." }),
  simulated: Type.Boolean({ description: "Whether the plant, or a part of it, is simulated." }),
  total: Type.Integer(),
  inside: Type.Integer(),
  shipped: Type.Integer(),
  scrapped: Type.Integer(),
  customers: Type.Array(closed(Share)),
  orders: Type.Array(closed({ ...Share, customer: MaybeText })),
  lots: Type.Array(closed({ ...Share, supplier: Type.String() })),
  shipments: Type.Array(closed({ ...Share, time: MaybeTime, orders: Names, customers: Names })),
  counts: closed(
    { customers: Type.Integer(), orders: Type.Integer(), lots: Type.Integer(), shipments: Type.Integer() },
    { description: "Entries of each list; the lists have the 5,000 with most pieces." },
  ),
  withoutCustomer: Type.Integer({ description: "Shipped pieces of which no customer is known." }),
  pieces: Type.Array(Piece),
  hasMore: Type.Boolean({ description: "Whether there are more pieces than the listed ones." }),
  unresolved: Type.Integer({
    description:
      "Pieces that the machine worked on more than once and that were counted without a closer look: there may be " +
      "fewer, never more.",
  }),
});

const COLUMNS = [
  "piece",
  "state",
  "place",
  "slot",
  "carrier",
  "order",
  "customer",
  "lot",
  "supplier",
  "shipment",
  "shipped",
];

type Deps = RecallDeps & ClockDeps & { readonly plant: Pick<Plant, "assets"> };

/** Recalls: who got pieces of a lot that a machine worked on. */
export function recallRoutes(app: Api, deps: Deps): void {
  const simulated = deps.plant.assets.some((asset) => asset.simulated);
  const schema = {
    tags: ["trace"],
    summary: "Recall simulation",
    description:
      "Pieces that have all given names in common: lot or supplier, order, and work of a machine, program or " +
      "fixture, with a tool of the machine. `from` and `to` are times of that work, otherwise of the stay in the " +
      "plant. Gives customers, orders, lots and shipments with their numbers of pieces, and the pieces inside with " +
      `their places first. Changes nothing. At most ${MOST_LISTED} pieces, default ${DEFAULT_LISTED}.`,
    querystring: NoQuery,
    body: closed({ ...Criteria, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_LISTED })) }),
    response: { 200: Answer, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/trace/recall", { schema }, async (request) => {
    const { limit, ...criteria } = request.body;
    const question = { ...questionOf(criteria, deps.now()), limit };
    return { ...recallEntry(await recallPieces(deps, callerOf(request), question)), simulated };
  });
  tableRoute(app, deps);
}

function tableRoute(app: Api, deps: Deps): void {
  const schema = {
    tags: ["trace"],
    summary: "Pieces of a recall as a table",
    description: `The same question; a CSV file of at most ${MOST_IN_TABLE} pieces with place, customer and shipment.`,
    querystring: NoQuery,
    body: closed(Criteria),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/trace/recall.csv", { schema }, async (request, reply) => {
    const recall = await recallTable(deps, callerOf(request), questionOf(request.body, deps.now()));
    return sendCsv(
      reply,
      "gemba-recall.csv",
      csvPieces(`${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`, recall.pieces, lineOf(recall)),
    );
  });
}

function lineOf({ orders, lots, shipments }: Recall): (piece: RecallPiece) => string {
  const customers = new Map(orders.map(({ name, customer }) => [name, customer]));
  const suppliers = new Map(lots.map(({ name, supplier }) => [name, supplier]));
  const times = new Map(shipments.map(({ name, time }) => [name, time]));
  return ({ piece, state, place, slot, carrier, order, lot, shipment }) => {
    const shipped = times.get(shipment ?? "");
    const of = [customers.get(order ?? ""), lot, suppliers.get(lot ?? ""), shipment];
    const time = shipped === undefined || shipped === null ? "" : formatMicros(shipped);
    return csvLine([piece, state, place, slot, carrier, order, ...of, time].map((cell) => cell ?? ""));
  };
}

function questionOf(
  { from, to, ...names }: Omit<RecallQuestion, "from" | "to"> & { readonly from?: string; readonly to?: string },
  now: number,
): RecallQuestion {
  return { ...names, ...timeOf("from", from, now), ...timeOf("to", to, now) };
}

function timeOf(end: "from" | "to", text: string | undefined, now: number): { from?: number; to?: number } {
  if (text === undefined) return {};
  const time = parseTime(text, now);
  if (time === undefined)
    throw new EdgeError(
      "bad-request",
      `${end} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
    );
  return { [end]: time };
}

function recallEntry({
  customers,
  orders,
  lots,
  shipments,
  pieces,
  ...recall
}: Recall & { readonly isCurrent: boolean }) {
  return {
    ...recall,
    customers: [...customers],
    orders: [...orders],
    lots: [...lots],
    shipments: shipments.map(({ time, orders: of, customers: got, ...shipment }) => ({
      ...shipment,
      time: time === null ? null : formatMicros(time),
      orders: [...of],
      customers: [...got],
    })),
    pieces: [...pieces],
  };
}
