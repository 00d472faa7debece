import type { AlarmFigures } from "../../../contracts/alerts/alarm-figures.ts";
import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { AssetUid, closed, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { alarmFiguresOf } from "../../services/alerts/lists.ts";

const Count = closed({ rule: Type.String(), assetUid: AssetUid, count: Type.Integer() });

const Figures = closed({
  from: MaybeTime,
  to: MaybeTime,
  positions: Type.Integer({ description: "Operator positions that share the alarms (`detectors.operatorPositions`)." }),
  total: Type.Integer({
    description: "Alarms that were annunciated; re-alarms count, advisories, events and hidden alarms do not.",
  }),
  perTenMinutes: Type.Number({
    description: "Mean per ten minutes and operator position: about 1 is manageable, 2 at most.",
  }),
  most: Type.Integer({ description: "The highest number in any ten minutes." }),
  counts: Type.Array(Type.Integer(), { description: "Number in each ten minutes, oldest first." }),
  floods: Type.Array(closed({ from: MaybeTime, to: MaybeTime, alarms: Type.Integer(), most: Type.Integer() }), {
    description: "More than 10 in ten minutes until fewer than 5.",
  }),
  isFlood: Type.Boolean({ description: "Whether a flood is in progress at `to`." }),
  floodShare: Type.Number({ description: "Share of the time in flood, 0 to 1." }),
  chattering: Type.Array(Count, { description: "Three activations or more within a minute." }),
  fleeting: Type.Array(Count, { description: "Gone within ten seconds and not back within a minute." }),
  standing: Type.Array(closed({ alertUid: Type.String(), rule: Type.String(), assetUid: AssetUid, since: MaybeTime }), {
    description: "For more than 24 hours.",
  }),
  topTen: Type.Array(Count),
  topTenShare: Type.Number(),
  shares: Type.Union([Type.Array(Type.Number()), Type.Null()], {
    description: "Shares of priorities 1 to 4, 0 to 1; aimed at: 5 % (1), 15 % (2), 80 % (3 and 4).",
  }),
});

/** `GET /api/v1/alerts/figures`: the performance of the alarm system itself. */
export function figuresRoute(app: Api, deps: { readonly alerts: Pick<AlertBook, "figures"> } & ClockDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Performance of the alarm system",
    description:
      "ISA-18.2 and EEMUA 191: rate, floods, chattering, fleeting and standing alarms, the ten most frequent, " +
      "shares of the priorities. Default the last eight hours; the edge keeps thirty days.",
    querystring: closed({ from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) }),
    response: { 200: Figures, "4xx": Problem },
  };
  app.get("/api/v1/alerts/figures", { schema }, async (request) => {
    const figures = alarmFiguresOf(deps, callerOf(request), readRange(request.query, deps.now(), "-8h"));
    return entryOf(figures);
  });
}

function entryOf({ from, to, floods, standing, shares, counts, chattering, fleeting, topTen, ...rest }: AlarmFigures) {
  return {
    ...rest,
    from: formatMicros(from),
    to: formatMicros(to),
    counts: [...counts],
    floods: floods.map((flood) => ({ ...flood, from: formatMicros(flood.from), to: formatMicros(flood.to) })),
    chattering: [...chattering],
    fleeting: [...fleeting],
    standing: standing.map((one) => ({ ...one, since: formatMicros(one.since) })),
    topTen: [...topTen],
    shares: shares === undefined ? null : [...shares],
  };
}
