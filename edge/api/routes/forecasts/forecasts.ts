/** What comes next in the plant, and what would come with other machines, vehicles or orders (docs/forecast.md). */
import { EdgeError } from "../../../contracts/errors.ts";
import { MOST_HOURS, type WrittenChange } from "../../../contracts/forecast/forecasts.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, TimeParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import {
  askForecast,
  type ForecastDeps,
  forecastChoices,
  listForecasts,
  oneForecast,
  removeForecast,
} from "../../services/forecasts/forecasts.ts";
import { Choices, choicesEntry } from "./choices-fields.ts";
import { Futures, Head, headEntry, Whole, wholeEntry } from "./forecast-fields.ts";
import { stateRoutes } from "./states.ts";

const MOST_RUNS = 200;
const DEFAULTS = { replications: 30, seed: 1 } as const;
const Params = closed({ uid: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" }) });
const tags = ["forecasts"];
const answers = { "4xx": Problem, 503: Problem };

type RouteDeps = ForecastDeps & ClockDeps;

export function forecastRoutes(app: Api, deps: RouteDeps): void {
  askRoute(app, deps);
  readRoutes(app, deps);
  stateRoutes(app, deps);
  const schema = {
    tags,
    summary: "Remove a forecast",
    description: "Ends its answer where that is being made. The audit log has who removed it.",
    params: Params,
    querystring: NoQuery,
    response: { 200: closed({ uid: Type.String() }), ...answers },
  };
  app.delete<{ Params: { uid: string } }>("/api/v1/forecasts/:uid", { schema }, async (request) => {
    const { uid } = request.params;
    await removeForecast(deps, callerOf(request), uid);
    return { uid };
  });
}

function askRoute(app: Api, deps: RouteDeps): void {
  const schema = {
    tags,
    summary: "Ask for a forecast",
    description:
      "Stores the question and answers at once with its `uid`; GET /api/v1/forecasts/{uid} has its state, progress " +
      "and answer. Questions are answered one at a time. Starts at the newest reports, or at a past instant that the " +
      "record of pieces has. The same question from the same instant has the same answer, to the bit.",
    body: closed({
      name: Type.String({ minLength: 1, maxLength: 80, pattern: "\\S" }),
      hours: Type.Number({ exclusiveMinimum: 0, maximum: MOST_HOURS }),
      replications: Type.Optional(
        Type.Integer({ minimum: 2, maximum: MOST_RUNS, description: "Runs of each future; default 30." }),
      ),
      seed: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description: "Of the random numbers; default 1." }),
      ),
      at: Type.Optional(TimeParam),
      futures: Type.Optional(Futures),
    }),
    response: { 202: Head, ...answers },
  };
  app.post("/api/v1/forecasts", { schema }, async (request, reply) => {
    const { name, hours, at, futures = [], ...runs } = request.body;
    const from = at === undefined ? null : parseTime(at, deps.now());
    if (from === undefined)
      throw new EdgeError("bad-request", `"at" is ${at}; write RFC 3339, or a distance back from now such as -8h`);
    const written = futures.map((future) => ({ ...future, changes: future.changes as WrittenChange[] }));
    const question = { ...DEFAULTS, ...runs, name: name.trim(), hours, at: from, futures: written };
    return await reply.code(202).send(headEntry(await askForecast(deps, callerOf(request), question)));
  });
}

function readRoutes(app: Api, deps: RouteDeps): void {
  const list = {
    tags,
    summary: "Stored forecasts",
    description: "Newest first, with what happened where the time of a forecast is over.",
    querystring: NoQuery,
    response: { 200: closed({ forecasts: Type.Array(Head) }), ...answers },
  };
  app.get("/api/v1/forecasts", { schema: list }, async (request) => ({
    forecasts: listForecasts(deps, callerOf(request)).map(headEntry),
  }));
  const choices = {
    tags,
    summary: "What a forecast may name",
    description: "Machines, places, variants and open orders, by the record of pieces as it is now.",
    querystring: NoQuery,
    response: { 200: Choices, ...answers },
  };
  app.get("/api/v1/forecasts/choices", { schema: choices }, async (request) =>
    choicesEntry(await forecastChoices(deps, callerOf(request))),
  );
  const one = {
    tags,
    summary: "Read a forecast",
    description: "Question, state, answer, and what happened.",
    params: Params,
    querystring: NoQuery,
    response: { 200: Whole, ...answers },
  };
  app.get<{ Params: { uid: string } }>("/api/v1/forecasts/:uid", { schema: one }, async (request) =>
    wholeEntry(await oneForecast(deps, callerOf(request), request.params.uid)),
  );
}
