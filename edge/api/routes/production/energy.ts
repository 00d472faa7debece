import { MEDIA } from "../../../contracts/plant/media.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type EnergyDeps, energyIn } from "../../services/production/energy.ts";

const Medium = Type.Enum([...MEDIA]);

const NodeEntry = closed({
  assetUid: AssetUid,
  label: Type.String(),
  medium: Medium,
  below: Type.Union([Type.String(), Type.Null()], { description: "Label of the next meter above it." }),
  of: Type.Union([Type.String(), Type.Null()], { description: "Asset whose consumption it measures." }),
  amount: MaybeNumber,
  unit: Type.Enum(["kWh", "m3", "t"]),
  method: Type.Union([Type.Literal("counter"), Type.Literal("integrated")]),
  isUncertain: Type.Boolean({
    description:
      "The counter fell without a reported reset, or the power it is integrated from was missing for a time: the " +
      "amount may be too small.",
  }),
  rate: Type.Union([Type.Number(), Type.Null()], {
    description: "Present rate, kW or m3/h; null while the meter is not live.",
  }),
  u: Type.Union([Type.Number(), Type.Null()], {
    description:
      "Standard uncertainty of the amount, from the meter's class and from the possible count between its " +
      "readings at either end.",
  }),
  residual: Type.Union([closed({ amount: Type.Number(), uc: Type.Number() }), Type.Null()], {
    description:
      "The part that the meters directly below do not measure, with its combined standard uncertainty; null where an " +
      "amount is unknown or uncertain.",
  }),
  idle: Type.Union([closed({ kW: Type.Number(), readings: Type.Integer() }), Type.Null()], {
    description: "5 % quantile of the power while the machine does not execute.",
  }),
  perPiece: Type.Union([closed({ amount: Type.Number(), good: Type.Number() }), Type.Null()], {
    description: "Amount per good piece of the asset that it measures, and the number of pieces.",
  }),
});

const TotalEntry = closed({ medium: Medium, amount: MaybeNumber, unit: Type.String(), u: MaybeNumber });

const Since = Type.Union([Type.String(), Type.Null()], {
  description:
    "When the oldest stored count was taken: amounts of a time that begins earlier are unknown. Null while there " +
    "is none.",
});

/** `GET /api/v1/energy`: the meter tree with amounts, residuals and the amount per piece. */
export function energyRoutes(app: Api, deps: EnergyDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Energy and media by meter",
    description:
      "kWh and m3 by the meters' own counters, with their uncertainty, the remainder between a meter and those " +
      "below it, and the amount per good piece. Totals add the meters at the top of each tree. Default the last " +
      "24 hours.",
    querystring: closed({ from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        since: Since,
        totals: Type.Array(TotalEntry),
        nodes: Type.Array(NodeEntry),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/energy", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-24h");
    const { since, totals, nodes } = await energyIn(deps, callerOf(request), { from, to });
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      since: since === undefined ? null : formatMicros(since),
      totals: [...totals],
      nodes: [...nodes],
    };
  });
}
