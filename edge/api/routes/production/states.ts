import { EdgeError } from "../../../contracts/errors.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { CAUSES, type StopReason, TIME_ELEMENTS } from "../../../contracts/production/production.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { AssetUid as AssetUidText, closed, MaybeTime, NoQuery, Text, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import {
  giveReason,
  MOST_MACHINES,
  type ReasonDeps,
  type StateDeps,
  statesOf,
  stopsOf,
} from "../../services/production/states.ts";

const Element = Type.Enum([...TIME_ELEMENTS], { description: "Element of ISO 22400-2." });
const Cause = Type.Enum([...CAUSES]);
const MaybeText = Type.Union([Type.String(), Type.Null()]);

const SpanEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  element: Element,
  cause: Cause,
  isPlanned: Type.Boolean({ description: "Whether it is planned busy time by the calendar." }),
  order: Type.String(),
  variant: Type.String(),
});

const StopEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  element: Element,
  cause: Cause,
  reason: Type.String({ description: "Code of the catalogue; else the rule of the active alert, else the cause." }),
  saidBy: Type.Union([Type.String(), Type.Null()], {
    description: "Person who gave the reason; null: it was inferred from alerts and pieces.",
  }),
  comment: MaybeText,
});

const Reasons = Type.Array(closed({ code: Type.String(), name: Text }), {
  description: "The catalogue, `kpis.reasons`.",
});

/** States of machines, and the reasons of their stops. */
export function stateRoutes(app: Api, deps: ReasonDeps & ClockDeps): void {
  listRoute(app, deps);
  stopsRoute(app, deps);
  reasonRoute(app, deps);
}

function listRoute(app: Api, deps: StateDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "States of a machine",
    description:
      "Time spans with the element of ISO 22400-2 and the cause, oldest first, and the stops with their reasons. " +
      "At most 31 days; default the last eight hours. Computed for each answer, so late samples count.",
    querystring: closed({ asset: UidParam, from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) }),
    response: {
      200: closed({
        assetUid: AssetUidText,
        from: MaybeTime,
        to: MaybeTime,
        states: Type.Array(SpanEntry),
        stops: Type.Array(StopEntry),
        reasons: Reasons,
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/states", { schema }, async (request) => {
    const asset = request.query.asset as AssetUid;
    const { from, to } = readRange(request.query, deps.now(), "-8h");
    const { states, stops, reasons } = await statesOf(deps, callerOf(request), { asset, from, to });
    return {
      assetUid: asset,
      from: formatMicros(from),
      to: formatMicros(to),
      states: states.map((span) => ({ ...span, from: formatMicros(span.from), to: formatMicros(span.to) })),
      stops: stops.map(stopEntry),
      reasons: reasons.map(({ code, name }) => ({ code, name: { zh: name.zh, en: name.en } })),
    };
  });
}

/** Stops without the people who gave their reasons: for tables that many people see. */
const StopOfMachine = closed({
  assetUid: AssetUidText,
  from: MaybeTime,
  to: MaybeTime,
  element: Element,
  cause: Cause,
  reason: StopEntry.properties.reason,
});

function stopsRoute(app: Api, deps: StateDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Stops of several machines",
    description:
      `Of up to ${MOST_MACHINES} machines, or of all without \`asset\`, with reasons. A stop that ends at \`to\` ` +
      "goes on. At most 31 days; default the last eight hours.",
    querystring: closed({
      asset: Type.Optional(Type.Union([UidParam, Type.Array(UidParam, { minItems: 1, maxItems: MOST_MACHINES })])),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
    }),
    response: {
      200: closed({ from: MaybeTime, to: MaybeTime, stops: Type.Array(StopOfMachine), reasons: Reasons }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/states/stops", { schema }, async (request) => {
    const { asset } = request.query;
    const { from, to } = readRange(request.query, deps.now(), "-8h");
    const assets = asset === undefined ? undefined : ([asset].flat() as AssetUid[]);
    const { stops, reasons } = await stopsOf(deps, callerOf(request), { assets, from, to });
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      stops: stops.map(({ assetUid, element, cause, reason, ...stop }) => ({
        ...{ assetUid, element, cause, reason },
        from: formatMicros(stop.from),
        to: formatMicros(stop.to),
      })),
      reasons: reasons.map(({ code, name }) => ({ code, name: { zh: name.zh, en: name.en } })),
    };
  });
}

function reasonRoute(app: Api, deps: ReasonDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Give the reason of a stop",
    description:
      "Replaces the reason that follows from alerts, for this stop. `from` is the beginning of the stop as given " +
      "by `GET /api/v1/states`. Answers when it is on disk and in the audit log.",
    querystring: NoQuery,
    body: closed({
      asset: UidParam,
      from: Type.String({ maxLength: 40 }),
      reason: Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$", description: "Code of the catalogue." }),
      comment: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" })),
    }),
    response: { 200: StopEntry, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/states/reason", { schema }, async (request) => {
    const { asset, from: fromText, reason, comment = null } = request.body;
    const from = parseTime(fromText, deps.now());
    if (from === undefined) throw new EdgeError("bad-request", "from is not a time; take it from GET /api/v1/states");
    const given = { asset: asset as AssetUid, from, fromText, reason, comment };
    return stopEntry(await giveReason(deps, callerOf(request), given));
  });
}

function stopEntry({ from, to, ...stop }: StopReason) {
  return { ...stop, from: formatMicros(from), to: formatMicros(to) };
}
