/** One run of a future step by step, for playing it (docs/forecast.md). */
import { FORESEEN_STATES, type PlayedFuture } from "../../../contracts/forecast/states.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber } from "../../http/schemas.ts";
import { type ForecastDeps, forecastStates } from "../../services/forecasts/forecasts.ts";

const Column = Type.Array(Type.Integer());

const States = closed({
  name: Type.String(),
  stepS: Type.Integer({ description: "Seconds between two steps: 60, or more where the columns would be too long." }),
  horizonS: Type.Number({
    description: "The last step is here, which may be sooner than a step after the last but one.",
  }),
  replication: Type.Integer({ description: "Which of the runs this is: the same one for all futures." }),
  good: Column,
  scrapped: Column,
  carried: Type.Array(Type.Integer(), { description: "Pieces on vehicles and in grippers." }),
  places: Type.Array(closed({ label: Type.String(), capacity: MaybeNumber, pieces: Column })),
  stateNames: Type.Array(Type.String(), { description: "What the numbers of machines' states mean." }),
  machines: Type.Array(closed({ label: Type.String(), states: Column })),
  vehicles: Type.Integer(),
  stops: Type.Array(closed({ label: Type.String(), node: Type.Union([Type.String(), Type.Null()]) })),
  rides: closed({
    vehicle: Column,
    from: Type.Array(Type.Integer(), { description: "Positions in `stops`, as `to`." }),
    to: Column,
    pieces: Column,
    sentS: Type.Array(Type.Integer(), { description: "Seconds from the start, as below; -1: not within the run." }),
    loadedS: Column,
    unloadedS: Column,
  }),
  ridesUntilS: Type.Number({ description: "Rides that begin later are not listed." }),
});

export function stateRoutes(app: Api, deps: ForecastDeps): void {
  const schema = {
    tags: ["forecasts"],
    summary: "Read a future step by step",
    description:
      "Columns with an entry for each step from the start: pieces at each place, states of machines, and rides of " +
      "vehicles, in the run whose good pieces are the median of the plant as it is. 404 where nothing was kept.",
    params: closed({ uid: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" }) }),
    querystring: closed({
      future: Type.Optional(
        Type.String({ pattern: "^([0-9]|1[0-9]|20)$", description: "0, the plant as it is, to 20; default 0." }),
      ),
    }),
    response: { 200: States, "4xx": Problem, 503: Problem },
  };
  type Asked = { Params: { uid: string }; Querystring: { future?: string } };
  app.get<Asked>("/api/v1/forecasts/:uid/states", { schema }, async (request) => {
    const asked = { uid: request.params.uid, future: Number(request.query.future ?? 0) };
    return statesEntry(await forecastStates(deps, callerOf(request), asked));
  });
}

function statesEntry({ good, scrapped, carried, places, machines, stops, nodes, rides, ...rest }: PlayedFuture) {
  const { vehicle, from, to, pieces, sentS, loadedS, unloadedS } = rides;
  const column = (numbers: ArrayLike<number>): number[] => Array.from(numbers);
  return {
    ...rest,
    ...{ good: column(good), scrapped: column(scrapped), carried: column(carried) },
    places: places.map((place) => ({ ...place, pieces: column(place.pieces) })),
    stateNames: [...FORESEEN_STATES],
    machines: machines.map(({ label, states }) => ({ label, states: column(states) })),
    stops: stops.map((label, stop) => ({ label, node: nodes[stop] ?? null })),
    rides: {
      ...{ vehicle: column(vehicle), from: column(from), to: column(to), pieces: column(pieces) },
      ...{ sentS: column(sentS), loadedS: column(loadedS), unloadedS: column(unloadedS) },
    },
  };
}
