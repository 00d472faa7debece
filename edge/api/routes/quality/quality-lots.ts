import { LOT_STATES } from "../../../contracts/quality/incoming.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { judgeLot, type LotActDeps, type LotDeps, lotsIn } from "../../services/quality/incoming.ts";

const Units = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const result = {
  version: Type.Integer(),
  inspected: Type.Integer(),
  nonconforming: Type.Integer(),
  isConditional: Type.Boolean({ description: "The lot passes all the same, for the reason in the comment." }),
  comment: orNull(Type.String()),
  by: Type.String({ description: "Empty: a machine." }),
  at: MaybeTime,
};

/** Lots of suppliers with their incoming inspection. */
export function lotRoutes(app: Api, deps: LotActDeps & ClockDeps): void {
  lotsRoute(app, deps);
  resultRoute(app, deps);
}

const Supplier = closed({
  supplier: Type.String(),
  lots: Type.Integer(),
  rejected: Type.Integer(),
  conditional: Type.Integer(),
  open: Type.Integer(),
  pieces: Type.Integer(),
  bad: Type.Integer(),
});
const Plan = closed({ id: Type.String(), name: Text, sample: Type.Integer(), accept: Type.Integer() });

function lotsRoute(app: Api, deps: LotDeps & ClockDeps): void {
  const Lot = closed({
    lot: Type.String(),
    supplier: Type.String(),
    heat: Type.String(),
    variant: Type.String(),
    quantity: orNull(Type.Number()),
    receivedAt: MaybeTime,
    state: Type.Enum([...LOT_STATES]),
    plan: orNull(Type.String(), "Id of the plan that fits."),
    reported: orNull(Type.Boolean(), "What the report of the receipt said."),
    result: orNull(closed(result)),
    pieces: Type.Integer({ description: "Reported pieces of the lot." }),
    bad: Type.Integer({ description: "Of these, scrapped or sent to rework at least once." }),
    workedAt: orNull(Type.String(), "Station that worked on its pieces last, while it was open or rejected."),
    places: Type.Array(closed({ place: orNull(Type.String(), "Null: in transit."), pieces: Type.Integer() }), {
      description: "Where its pieces are; of the first ten lots that are open or rejected.",
    }),
  });
  const schema = {
    tags: ["quality"],
    summary: "Lots of suppliers and their inspection",
    description:
      "Lots that were received in the time (default 30 days), open and rejected ones first, 200 at most, and the " +
      "suppliers with the share of their pieces that were found bad later.",
    querystring: closed({ from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) }),
    response: {
      200: closed({
        isCurrent: Type.Boolean(),
        from: MaybeTime,
        to: MaybeTime,
        plans: Type.Array(Plan),
        lots: Type.Array(Lot),
        count: Type.Integer({ description: "Lots of the time, listed or not; the suppliers' figures are of as many." }),
        isCut: Type.Boolean({ description: "There are more than 20,000: only the newest count." }),
        suppliers: Type.Array(Supplier),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/lots", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-30d");
    const { isCurrent, plans, lots, count, isCut, suppliers, places } = await lotsIn(deps, callerOf(request), {
      from,
      to,
    });
    return {
      isCurrent,
      from: formatMicros(from),
      to: formatMicros(to),
      plans: plans.map(({ name, ...plan }) => ({ ...plan, name: { zh: name.zh, en: name.en } })),
      lots: lots.map(({ receivedAt, result: found, ...lot }) => ({
        ...lot,
        receivedAt: formatMicros(receivedAt),
        result: found === null ? null : { ...found, at: formatMicros(found.at) },
        places: (places.get(lot.lot) ?? []).map((one) => ({ ...one })),
      })),
      count,
      isCut,
      suppliers: suppliers.map((one) => ({ ...one })),
    };
  });
}

function resultRoute(app: Api, deps: LotActDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Enter the result of an incoming inspection",
    description:
      "Inspected and nonconforming units of a lot, on the version that the person saw (0: none). The plan's numbers " +
      "decide; `isConditional` lets a lot pass that they would reject, with a comment. Answers when it is on disk " +
      "and in the audit log.",
    querystring: NoQuery,
    body: closed({
      lot: Type.String({ minLength: 1, maxLength: 200 }),
      inspected: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
      nonconforming: Units,
      isConditional: Type.Optional(Type.Boolean()),
      comment: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" })),
      version: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    }),
    response: { 200: closed(result), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/quality/lots/result", { schema }, async (request) => {
    const { isConditional = false, comment = null, ...given } = request.body;
    const { at, ...found } = await judgeLot(deps, callerOf(request), { ...given, isConditional, comment });
    return { ...found, at: formatMicros(at) };
  });
}
