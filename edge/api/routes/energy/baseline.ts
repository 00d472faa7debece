import type { AssetUid as AssetUidOf } from "../../../contracts/plant/tag.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, orNull, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { energyBaseline, type LoadDeps } from "../../services/energy/load.ts";

const Fit = closed({
  hours: Type.Integer(),
  cvRmsePercent: Type.Number(),
  nmbePercent: Type.Number({ description: "Above 0: the model predicts too little." }),
});
const Saving = closed({
  steps: Type.Integer({ description: "Hours with both amounts." }),
  actual: Type.Number(),
  expected: Type.Number(),
  saved: Type.Number({ description: "Expected less actual." }),
  uncertainty: Type.Number({ description: "± at 90 %." }),
});
const Change = closed({
  from: MaybeTime,
  seenAt: MaybeTime,
  towards: Type.Enum(["more", "less"]),
});

/** `GET /api/v1/energy/baseline`: the baseline of a consumer, its fit and what was saved (docs/production.md). */
export function baselineRoutes(app: Api, deps: LoadDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Baseline and saving of a consumer",
    description:
      "Learns what the consumer uses by its drivers in the base period, and compares another time with that: fit " +
      "(ASHRAE Guideline 14), saving with its uncertainty (IPMVP option B), and when use left the baseline. Default: " +
      "the last 7 days against the 28 days before them.",
    querystring: closed({
      asset: UidParam,
      baseFrom: Type.Optional(TimeParam),
      baseTo: Type.Optional(TimeParam),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
    }),
    response: {
      200: closed({
        assetUid: AssetUid,
        label: Type.String(),
        unit: Type.String(),
        drivers: Type.Array(Type.String()),
        baseHours: Type.Integer({ description: "Known hours of the base period; it needs 168." }),
        fit: orNull(Fit, "On hours that the model had not seen."),
        saving: orNull(Saving),
        outsideHours: Type.Integer({ description: "Hours with a driver beyond its range in the base period." }),
        change: orNull(Change, "When use left the baseline."),
        hours: Type.Array(closed({ start: MaybeTime, actual: MaybeNumber, expected: Type.Number() })),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/energy/baseline", { schema }, async (request) => {
    const { asset, baseFrom = "-35d", baseTo = "-7d", ...query } = request.query;
    const { from, to } = readRange(query, deps.now(), "-7d");
    const base = readRange({ from: baseFrom, to: baseTo }, deps.now(), "-35d");
    const { hours, change, ...view } = await energyBaseline(deps, callerOf(request), {
      assetUid: asset as AssetUidOf,
      baseFrom: base.from,
      baseTo: base.to,
      from,
      to,
    });
    return {
      ...view,
      drivers: [...view.drivers],
      change:
        change === null ? null : { ...change, from: formatMicros(change.from), seenAt: formatMicros(change.seenAt) },
      hours: hours.map(({ start, ...rest }) => ({ start: formatMicros(start), ...rest })),
    };
  });
}
