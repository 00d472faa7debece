import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Recall } from "../../../contracts/production/recall.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { DEFAULT_LISTED, MOST_LISTED, type RecallDeps, recallPieces } from "../../services/trace/recall.ts";
import type { RecallRecord } from "../../services/trace/recall-record.ts";
import { questionOf, RecallCriteria } from "./recall-question.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Names = Type.Array(Type.String());
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
  record: closed(
    {
      entry: Type.Union([Type.Integer(), Type.Null()]),
      hash: Type.String({ description: "SHA-256 of the names of the listed pieces, each with a line feed." }),
    },
    { description: "The entry of the audit log with this question; null where the disk took none." },
  ),
  unresolved: Type.Integer({
    description:
      "Pieces that the machine worked on more than once and that were counted without a closer look: there may be " +
      "fewer, never more.",
  }),
});

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
      "their places first. Changes nothing, and is on record with question and result. At most " +
      `${MOST_LISTED} pieces, default ${DEFAULT_LISTED}.`,
    querystring: NoQuery,
    body: closed({ ...RecallCriteria, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_LISTED })) }),
    response: { 200: Answer, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/trace/recall", { schema }, async (request) => {
    const { limit, ...criteria } = request.body;
    const question = { ...questionOf(criteria, deps.now()), limit };
    return { ...recallEntry(await recallPieces(deps, callerOf(request), question)), simulated };
  });
}

function recallEntry({
  customers,
  orders,
  lots,
  shipments,
  pieces,
  ...recall
}: Recall & { readonly isCurrent: boolean; readonly record: RecallRecord }) {
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
