import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { energyCost, idleWaste, type LoadDeps, loadCurve, runningDemand } from "../../services/energy/load.ts";

const Level = Type.Enum(["sharp", "peak", "flat", "valley", "deep-valley"]);
const Band = closed({
  id: Type.String(),
  name: Text,
  level: Level,
  price: Type.Number({ description: "Per kWh or m3, in the site's currency." }),
  amount: Type.Number(),
  cost: Type.Number(),
});
const Point = closed({
  assetUid: AssetUid,
  label: Type.String(),
  medium: Type.String(),
  unit: Type.String(),
  contract: Type.String({ description: "Contract by whose prices it is valued." }),
  quarters: Type.Integer({ description: "Quarters of an hour with a known amount." }),
  isUncertain: Type.Boolean({ description: "A part may belong to another time, or be missing." }),
  amount: Type.Number(),
  cost: Type.Number(),
  co2Kg: MaybeNumber,
  bands: Type.Array(Band),
});
const PowerFactor = closed({
  factor: Type.Number({ description: "Mean of the time: P / sqrt(P² + Q²) of the energies." }),
  target: Type.Number(),
  percent: orNull(Type.Number(), "Of the bill; below 0 a discount."),
  cost: orNull(Type.Number(), "Of reactive energy beyond the target."),
});
const Charges = closed({
  contract: Type.String(),
  name: Text,
  medium: Type.String(),
  meters: Type.Array(Type.String()),
  demand: orNull(
    closed({ kW: Type.Number(), to: MaybeTime, price: Type.Number(), cost: Type.Number() }),
    "The highest window of the time.",
  ),
  powerFactor: orNull(PowerFactor),
  co2Source: Type.String(),
});
const Shiftable = closed({ assetUid: AssetUid, label: Type.String(), kW: Type.Number() });
const Demand = closed({
  contract: Type.String(),
  name: Text,
  windowMin: Type.Integer(),
  kind: Type.Enum(["fixed", "sliding"]),
  from: MaybeTime,
  to: MaybeTime,
  soFarKw: orNull(Type.Number(), "Mean power of the window's past minutes; null where one is not known."),
  minutes: Type.Integer({ description: "Past minutes of the window." }),
  forecast: orNull(
    closed({ kW: Type.Number(), low: Type.Number(), high: Type.Number() }),
    "A forecast of the whole window's mean power, with its interval of 90 %.",
  ),
  limitKw: orNull(Type.Number(), "Agreed demand."),
  monthPeak: orNull(closed({ kW: Type.Number(), to: MaybeTime }), "Highest window of the running month."),
  canShift: Type.Array(Shiftable, { description: "Machines at work whose work can wait, the largest first." }),
  price: Type.Number({ description: "Per kWh now." }),
  accuracy: orNull(
    closed({
      windows: Type.Integer(),
      meanErrorPercent: Type.Number(),
      held: Type.Number({ description: "Share of windows within the interval." }),
    }),
    "How good the forecasts of the last day were, ten minutes before the ends of their windows.",
  ),
});
const Idle = closed({
  assetUid: AssetUid,
  label: Type.String(),
  hours: Type.Number(),
  kWh: Type.Number(),
  meanKw: Type.Number(),
  cost: orNull(Type.Number(), "At the prices of its hours."),
});

const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };
const errors = { "4xx": Problem, 503: Problem };

/** Cost, CO2, demand and idle energy (docs/production.md). */
export function loadRoutes(app: Api, deps: LoadDeps & ClockDeps): void {
  costRoute(app, deps);
  demandRoute(app, deps);
  curveRoute(app, deps);
  idleRoute(app, deps);
}

function costRoute(app: Api, deps: LoadDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Cost and CO2 of energy and media by meter",
    description:
      "Amounts by band of the tariff, their cost and CO2, in the quarters of an hour that lie whole in the time; " +
      "for each contract its highest demand window and power factor. Default the last 24 hours.",
    querystring: closed(range),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        points: Type.Array(Point),
        contracts: Type.Array(Charges),
      }),
      ...errors,
    },
  };
  app.get("/api/v1/energy/cost", { schema }, async (request) => {
    const asked = readRange(request.query, deps.now(), "-24h");
    const { from, to, points, contracts } = await energyCost(deps, callerOf(request), asked);
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      points: points.map((point) => ({ ...point, bands: [...point.bands] })),
      contracts: contracts.map(({ meters, demand, ...rest }) => ({
        ...rest,
        meters: [...meters],
        demand: demand === null ? null : { ...demand, to: formatMicros(demand.to) },
      })),
    };
  });
}

function demandRoute(app: Api, deps: LoadDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Running demand window, with its forecast",
    description:
      "For each contract with a demand charge: the running window, its mean power so far, the forecast of the " +
      "whole window with its interval, the month's highest window, and machines whose work can wait.",
    querystring: NoQuery,
    response: { 200: closed({ demands: Type.Array(Demand) }), ...errors },
  };
  app.get("/api/v1/energy/demand", { schema }, async (request) => {
    const demands = await runningDemand(deps, callerOf(request));
    return {
      demands: demands.map(({ from, to, monthPeak, canShift, ...rest }) => ({
        ...rest,
        from: formatMicros(from),
        to: formatMicros(to),
        monthPeak: monthPeak === null ? null : { kW: monthPeak.kW, to: formatMicros(monthPeak.to) },
        canShift: [...canShift],
      })),
    };
  });
}

function curveRoute(app: Api, deps: LoadDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Load curve of a contract",
    description:
      "Mean power of the billed meters by quarter of an hour, and the band in force. Default the last 24 hours.",
    querystring: closed({ contract: Type.String({ minLength: 1, maxLength: 60 }), ...range }),
    response: {
      200: closed({
        points: Type.Array(closed({ start: MaybeTime, kW: MaybeNumber, band: Type.String() })),
      }),
      ...errors,
    },
  };
  app.get("/api/v1/energy/curve", { schema }, async (request) => {
    const { contract, ...query } = request.query;
    const asked = readRange(query, deps.now(), "-24h");
    const points = await loadCurve(deps, callerOf(request), { contract, ...asked });
    return { points: points.map(({ start, ...rest }) => ({ start: formatMicros(start), ...rest })) };
  });
}

function idleRoute(app: Api, deps: LoadDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Energy of machines that did nothing",
    description:
      "Machines that drew power and did not work for longer than the allowed time, the dearest first. Default the " +
      "last 24 hours.",
    querystring: closed(range),
    response: { 200: closed({ machines: Type.Array(Idle) }), ...errors },
  };
  app.get("/api/v1/energy/idle", { schema }, async (request) => {
    const asked = readRange(request.query, deps.now(), "-24h");
    const machines = await idleWaste(deps, callerOf(request), asked);
    return { machines: machines.map(({ power: _, ...machine }) => machine) };
  });
}
