import { PIECE_MEDIA } from "../../../contracts/production/piece-energy.ts";
import { COST_BY } from "../../../contracts/quality/costs.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import { entryOf, rowsWith } from "../../services/quality/cost-rows.ts";
import { type CostDeps, ENERGY_MISSING, piecesOfCosts, qualityCosts } from "../../services/quality/costs.ts";
import { costTableRoutes } from "./quality-cost-tables.ts";

const EnergyAmount = {
  kWh: Type.Number({ description: "All media as energy." }),
  cost: Type.Number({ description: "Of the media that have a price, each at the band in which the work was." }),
  co2Kg: Type.Number({ description: "Of the media that have a factor: gate to gate, of location." }),
};
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
  value: Type.Number({ description: "Output value of the good pieces, by the config; 0 for steps." }),
  perGood: orNull(Type.Number(), "Steps, scrap, rework and inspection for each good piece; null without one."),
  qualityPerGood: orNull(Type.Number(), "Scrap, rework and inspection for each good piece."),
  energy: orNull(
    closed({
      ...EnergyAmount,
      rework: Type.Number({ description: "Part of the cost: rework, and steps that were done again." }),
      inspection: Type.Number({ description: "Part of the cost." }),
    }),
    "Energy of the pieces; null where it is not known.",
  ),
  energyPerGood: orNull(Type.Number(), "Cost of their energy for each good piece."),
  co2KgPerGood: orNull(Type.Number()),
  kWhPerValue: orNull(Type.Number(), "kWh for each unit of output value; null without a value in the config."),
};
const ByParam = Type.Enum([...COST_BY], { description: "What the rows are; default operation." });

/** What pieces cost by step: quality and energy beside each other, and the pieces of a row. */
export function costRoutes(app: Api, deps: CostDeps & ClockDeps): void {
  costsRoute(app, deps);
  piecesRoute(app, deps);
  costTableRoutes(app, deps);
}

function costsRoute(app: Api, deps: CostDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Cost of quality and energy",
    description:
      "Scrap at the value added so far, rework and inspection beside what the steps cost, by the rates of the " +
      "config, and the energy of the pieces by the tariffs. In whole hours that begin in the time; default the last " +
      "7 days, energy of 93 days at most.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      by: Type.Optional(ByParam),
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
        energy: orNull(
          closed({
            standing: closed(EnergyAmount),
            unpriced: Type.Array(Type.Enum([...PIECE_MEDIA])),
            withoutCo2: Type.Array(Type.Enum([...PIECE_MEDIA])),
            closedUntil: orNull(MaybeTime, "Energy of later pieces is not shared out yet."),
          }),
          "standing: idle, set-up and unmetered energy of the stations, which is in no row.",
        ),
        energyMissing: orNull(Type.Enum([...ENERGY_MISSING]), "Why there is no energy."),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/costs", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const { by = "operation" } = request.query;
    const { view, energy: beside, isCurrent } = await qualityCosts(deps, callerOf(request), { from, to, by });
    const energy = typeof beside === "string" ? undefined : beside;
    return {
      isCurrent,
      from: formatMicros(from),
      to: formatMicros(to),
      since: timeEntry(view.since),
      currency: deps.plant.site.currency,
      rows: rowsWith(view.rows, energy),
      total: entryOf(view.total, energy?.total),
      untimed: view.untimed,
      unrated: view.unrated,
      energy:
        energy === undefined
          ? null
          : {
              standing: { ...energy.standing },
              unpriced: [...energy.unpriced],
              withoutCo2: [...energy.withoutCo2],
              closedUntil: timeEntry(energy.closedUntil),
            },
      energyMissing: typeof beside === "string" ? beside : null,
    };
  });
}

function piecesRoute(app: Api, deps: CostDeps & ClockDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Pieces of a row of costs",
    description:
      "The pieces whose energy cost most, 100 at most, of a row of `GET /api/v1/quality/costs` for the same time; of " +
      "the newest 20,000 steps of the row. Energy that is not shared out yet is not in it.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      by: Type.Optional(ByParam),
      name: Type.String({ maxLength: 200, description: "Name of the row; empty: not reported." }),
    }),
    response: {
      200: closed({
        currency: Type.String(),
        pieces: Type.Array(
          closed({
            piece: Type.String(),
            variant: Type.String(),
            order: Type.String(),
            finishedAt: MaybeTime,
            steps: Type.Integer(),
            ...EnergyAmount,
          }),
        ),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/costs/pieces", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-7d");
    const { by = "operation", name } = request.query;
    const pieces = await piecesOfCosts(deps, callerOf(request), { from, to, by, name });
    return {
      currency: deps.plant.site.currency,
      pieces: pieces.map((one) => ({ ...one, finishedAt: formatMicros(one.finishedAt) })),
    };
  });
}
