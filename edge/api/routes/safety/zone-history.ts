/** Risk of zones over time. */
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, orNull, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { MOST_HOURS, type ZoneHistoryDeps, zoneHistory } from "../../services/safety/zone-history.ts";
import { RiskKind } from "../access/live-risk.ts";

const Span = closed({
  from: MaybeTime,
  to: MaybeTime,
  level: orNull(
    Type.Number(),
    "The highest level of each of its minutes, 0 to 1; null: nobody judged, such as while the edge was down. 0 says " +
      "that sensors and alerts reported nothing, never that it was clear.",
  ),
  causes: Type.Array(RiskKind, { description: "Kinds of its causes, in the order in which they were seen first." }),
  isUnknown: Type.Boolean({
    description: "Nobody judged, or not all the time, or something of the zone was unknown: there may have been more.",
  }),
});

const Answer = closed({
  from: MaybeTime,
  to: MaybeTime,
  zones: Type.Array(
    closed({
      zone: Type.String(),
      spans: Type.Array(Span, { description: "Minutes that say the same, oldest first, without gaps between them." }),
    }),
  ),
});

export function zoneHistoryRoute(app: Api, deps: ZoneHistoryDeps): void {
  const schema = {
    tags: ["safety"],
    summary: "Risk of each zone over time",
    description:
      "The highest level of each minute that is over, with the kinds of its causes, from `from` (8 h ago by default) " +
      `to \`to\`, at most ${MOST_HOURS} h. Advisory, not a safety function. No person, no position and no count of ` +
      "people.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      zone: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "One zone alone, by its id." })),
    }),
    response: { 200: Answer, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/safety/zones/history", { schema }, async (request) => {
    const { zone } = request.query;
    const range = readRange(request.query, deps.now(), "-8h");
    const { from, to, zones } = await zoneHistory(deps, callerOf(request), { ...range, zone });
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      zones: zones.map((one) => ({
        zone: one.zone,
        spans: one.spans.map(({ causes, ...span }) => ({
          ...{ ...span, causes: [...causes] },
          ...{ from: formatMicros(span.from), to: formatMicros(span.to) },
        })),
      })),
    };
  });
}
