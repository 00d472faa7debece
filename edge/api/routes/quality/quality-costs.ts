import { COST_BY, type CostSums } from "../../../contracts/quality/costs.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import { type CostDeps, qualityCosts } from "../../services/quality/costs.ts";

const sums = {
  good: Type.Integer({
    description: "Of a step the pieces that it passed; of the others those at the end of their way.",
  }),
  scrapped: Type.Integer(),
  reworked: Type.Integer({ description: "Sent to rework." }),
  inspected: Type.Integer(),
  made: Type.Number({ description: "Added by steps that a piece came to for the first time." }),
  scrap: Type.Number({ description: "Material and what was added until then, at the step that scrapped the piece." }),
  rework: Type.Number({ description: "Steps of rework, and steps that were done again." }),
  inspection: Type.Number(),
  perGood: orNull(Type.Number(), "All of them for each good piece; null without a good piece."),
  qualityPerGood: orNull(Type.Number(), "Scrap, rework and inspection for each good piece."),
};

/** What pieces cost by step, and what bad quality costs beside it. */
export function costRoutes(app: Api, deps: CostDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Cost of quality",
    description:
      "Scrap at the value added so far, rework and inspection beside what the steps cost, by the rates of the " +
      "config. In whole hours that begin in the time; default the last 7 days.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      by: Type.Optional(Type.Enum([...COST_BY], { description: "What the rows are; default operation." })),
    }),
    response: {
      200: closed({
        isCurrent: Type.Boolean(),
        from: MaybeTime,
        to: MaybeTime,
        since: orNull(MaybeTime, "The oldest costs; null: there are none."),
        currency: Type.String({ description: "ISO 4217." }),
        rows: Type.Array(
          closed({ name: Type.String(), title: orNull(Text, "Of an operation that the config names."), ...sums }),
        ),
        total: closed(sums),
        untimed: Type.Integer({
          description: "Completions, since the beginning, with a rate per hour whose begin nobody reported.",
        }),
        unrated: Type.Integer({ description: "Completions, since the beginning, at stations without a rate." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/costs", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const { by = "operation" } = request.query;
    const { view, isCurrent } = await qualityCosts(deps, callerOf(request), { from, to, by });
    return {
      isCurrent,
      from: formatMicros(from),
      to: formatMicros(to),
      since: timeEntry(view.since),
      currency: deps.plant.site.currency,
      rows: view.rows.map(({ name, title, ...counts }) => ({
        name,
        title: title === null ? null : { zh: title.zh, en: title.en },
        ...entryOf(counts),
      })),
      total: entryOf(view.total),
      untimed: view.untimed,
      unrated: view.unrated,
    };
  });
}

function entryOf(counts: CostSums) {
  const { good, made, scrap, rework, inspection } = counts;
  const bad = scrap + rework + inspection;
  const each = (amount: number): number | null => (good === 0 ? null : amount / good);
  return { ...counts, perGood: each(made + bad), qualityPerGood: each(bad) };
}
