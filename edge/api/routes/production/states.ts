import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import {
  CAUSES,
  type ProductionReader,
  type StopReason,
  TIME_ELEMENTS,
} from "../../../contracts/production/production.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid as AssetUidText, closed, MaybeTime, NoQuery, Text, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import { onRecord } from "../../services/on-record.ts";
import { readRange } from "../history/trends.ts";

/** A range of states may hold so much time. */
const MOST_US = 31 * 86_400e6;

const Element = Type.Enum([...TIME_ELEMENTS], { description: "Element of ISO 22400-2." });
const Cause = Type.Enum([...CAUSES]);
const MaybeText = Type.Union([Type.String(), Type.Null()]);

const SpanEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  element: Element,
  cause: Cause,
  isPlanned: Type.Boolean({ description: "In planned busy time by the calendar." }),
  order: Type.String(),
  variant: Type.String(),
});

const StopEntry = closed({
  from: MaybeTime,
  to: MaybeTime,
  element: Element,
  cause: Cause,
  reason: Type.String({ description: "Code of the catalogue; else the rule of the alert that stood, else the cause." }),
  saidBy: Type.Union([Type.String(), Type.Null()], {
    description: "Who said so; null: it follows from alerts and pieces.",
  }),
  comment: MaybeText,
});

const Reasons = Type.Array(closed({ code: Type.String(), name: Text }), {
  description: "The catalogue, `kpis.reasons`.",
});

/** What machines did, and why they stood. */
export function stateRoutes(app: Api, deps: ApiDeps): void {
  listRoute(app, deps);
  reasonRoute(app, deps);
}

function listRoute(app: Api, { production, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["production"],
    summary: "What a machine was doing",
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
  app.get("/api/v1/states", { schema }, async (request, reply) => {
    const reader = known(production);
    const { from, to } = readRange(request.query, now(), "-8h");
    if (to - from > MOST_US) throw new EdgeError("bad-request", "take 31 days at most");
    const asset = request.query.asset as AssetUid;
    const states = await reader.states(asset, from, to);
    const stops = await reader.stops(asset, from, to);
    void reply.header("cache-control", "no-store");
    return {
      assetUid: asset,
      from: formatMicros(from),
      to: formatMicros(to),
      states: states.map((span) => ({ ...span, from: formatMicros(span.from), to: formatMicros(span.to) })),
      stops: stops.map(stopEntry),
      reasons: reader.reasons.map(({ code, name }) => ({ code, name: { zh: name.zh, en: name.en } })),
    };
  });
}

function reasonRoute(app: Api, { production, journal, plant, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Say why a machine stood",
    description:
      "Replaces the reason that follows from alerts, for this stop. `from` is the beginning of the stop as given " +
      "by `GET /api/v1/states`. Answers when it is on disk and on record.",
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
    const reader = known(production);
    const { asset, from, reason, comment = null } = request.body;
    const time = parseTime(from, now());
    if (time === undefined) throw new EdgeError("bad-request", "from is not a time; take it from GET /api/v1/states");
    const codes = reader.reasons.map(({ code }) => code);
    if (!codes.includes(reason))
      throw new EdgeError(
        "bad-request",
        codes.length === 0
          ? "the config has no reasons; write some into kpis.reasons"
          : `reason must be one of ${codes.join(", ")}`,
      );
    const principal = principalOf(request);
    const uid = asset as AssetUid;
    const deed = {
      principal,
      action: "state.reason",
      target: `${labelOf(plant, uid)} ${from}`,
      before: (await stopAt(reader, uid, time))?.reason,
      after: reason,
      ...(comment === null ? {} : { reason: comment }),
    };
    return stopEntry(
      await onRecord(journal, deed, () => reader.setReason(uid, time, { reason, comment, by: principal.user })),
    );
  });
}

async function stopAt(reader: ProductionReader, asset: AssetUid, from: number): Promise<StopReason | undefined> {
  if (!reader.machines.some(({ assetUid }) => assetUid === asset)) return undefined;
  return (await reader.stops(asset, from - 1, from + 1)).find((stop) => stop.from === from);
}

function labelOf({ assets }: Plant, uid: AssetUid): string {
  return assets.find(({ assetUid }) => assetUid === uid)?.label ?? uid;
}

function known(production: ProductionReader | undefined): ProductionReader {
  if (production === undefined) throw new EdgeError("unavailable", "This edge follows no states of machines.");
  return production;
}

function stopEntry({ from, to, ...stop }: StopReason) {
  return { ...stop, from: formatMicros(from), to: formatMicros(to) };
}
