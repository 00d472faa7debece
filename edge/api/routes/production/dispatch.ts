/** Dispatch: the schedule in force, the next jobs of stations, and people's consent to them (docs/dispatch.md). */
import { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { Changeovers } from "../../../contracts/production/changeovers.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type ChangeoverDeps, changeoversOf, exportChangeovers } from "../../services/production/changeovers.ts";
import {
  type DispatchDeps,
  dispatchNow,
  givePlanned,
  putInForce,
  takeBackSchedule,
  tellStation,
} from "../../services/production/dispatch.ts";
import { DispatchNow, dispatchEntry, Given, givenEntry, InForce } from "./dispatch-fields.ts";

const MOST_JOBS = 200;
const tags = ["production"];
const answers = { "4xx": Problem, 503: Problem };
const name = Type.String({ minLength: 1, maxLength: 250 });
const Uid = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" });
const Wanted = closed({ machine: name, order: name, step: name });

type Deps = DispatchDeps & ChangeoverDeps & ClockDeps;

export function dispatchRoutes(app: Api, deps: Deps): void {
  forceRoutes(app, deps);
  consentRoutes(app, deps);
  changeoverRoutes(app, deps);
}

function forceRoutes(app: Api, deps: Deps): void {
  const now = {
    tags,
    summary: "What each station makes next",
    description:
      "The schedule in force beside the record of pieces and what machines list now: the next ten jobs of each " +
      "station, whether each can be given, whether it was, and how the station differs from the plan.",
    querystring: NoQuery,
    response: { 200: DispatchNow, ...answers },
  };
  app.get("/api/v1/dispatch", { schema: now }, async (request) =>
    dispatchEntry(await dispatchNow(deps, callerOf(request))),
  );
  const put = {
    tags,
    summary: "Put a schedule in force",
    description: "Instead of the one before. Nothing is given to any machine by that.",
    body: closed({ schedule: Uid }),
    response: { 200: InForce, ...answers },
  };
  app.post("/api/v1/dispatch", { schema: put }, async (request) =>
    putInForce(deps, callerOf(request), request.body.schedule),
  );
  const back = {
    tags,
    summary: "Take the schedule in force back",
    description: "Machines keep the jobs that they were given.",
    querystring: NoQuery,
    response: { 200: InForce, ...answers },
  };
  app.delete("/api/v1/dispatch", { schema: back }, async (request) => takeBackSchedule(deps, callerOf(request)));
}

function consentRoutes(app: Api, deps: Deps): void {
  const give = {
    tags,
    summary: "Give jobs of the schedule in force to their machines",
    description:
      "Each by StoreAndStart, read back and compared, with a result and a line of the audit log of its own. The " +
      "person who calls consents to these jobs. What was given already, is blocked or would wait is refused; " +
      "`early` gives what would wait.",
    body: closed({
      schedule: Uid,
      jobs: Type.Array(Wanted, { minItems: 1, maxItems: MOST_JOBS }),
      early: Type.Optional(Type.Boolean({ description: "Also what would wait at the machine; default false." })),
    }),
    response: { 200: closed({ jobs: Type.Array(Given) }), ...answers },
  };
  app.post("/api/v1/dispatch/jobs", { schema: give }, async (request) => {
    const { schedule, jobs, early = false } = request.body;
    const given = await givePlanned(deps, callerOf(request), { schedule, jobs, isEarly: early });
    return { jobs: given.map(givenEntry) };
  });
  const tell = {
    tags,
    summary: "Record that a station was told its next job",
    description: "For stations that are set by hand. Nothing is sent.",
    body: Wanted,
    response: { 200: Wanted, ...answers },
  };
  app.post("/api/v1/dispatch/told", { schema: tell }, async (request) => {
    await tellStation(deps, callerOf(request), request.body);
    return request.body;
  });
}

const figures = {
  changes: Type.Integer(),
  unknown: Type.Integer({ description: "Changes whose minutes are not known." }),
  zero: Type.Integer({ description: "Known ones with less than one usual gap extra." }),
  zeroShare: orNull(Type.Number(), "Share of the known ones; null: none is known, as what follows."),
  minutes: MaybeNumber,
  medianMin: MaybeNumber,
  mostMin: MaybeNumber,
};
const Pair = closed({ from: Type.String(), to: Type.String(), ...figures });
const Found = closed({
  from: MaybeTime,
  to: MaybeTime,
  unreported: Type.Integer({ description: "Operations without a start, an end or a variant: they are in no gap." }),
  areStatesKnown: Type.Boolean({ description: "Else outages and closed times are in the minutes." }),
  ...figures,
  stations: Type.Array(
    closed({
      machine: Type.String(),
      usualGapS: orNull(Type.Number(), "Median between equal pieces; null: fewer than five are known."),
      ...figures,
      pairs: Type.Array(Pair, { description: "By set-up families, the most minutes first." }),
    }),
  ),
});

function changeoverRoutes(app: Api, deps: Deps): void {
  const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };
  const schema = {
    tags,
    summary: "Changeovers",
    description:
      "Minutes from the last piece of a variant to the first of the next one, beyond the usual gap between pieces " +
      "and without outages, closed times and waiting for it, by station and pair of families. At most 31 days; " +
      "default the last day.",
    querystring: closed(range),
    response: { 200: Found, ...answers },
  };
  app.get("/api/v1/changeovers", { schema }, async (request) => {
    const asked = readRange(request.query, deps.now(), "-24h");
    return foundEntry(await changeoversOf(deps, callerOf(request), asked));
  });
  const table = {
    tags,
    summary: "Changeovers as a table",
    description: "CSV with a line for each station and each pair of families there.",
    querystring: closed({ ...range, language: Type.Optional(Type.Enum([...EXPORT_LANGUAGES])) }),
    produces: ["text/csv"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/changeovers.csv", { schema: table }, async (request, reply) => {
    const { language = "en", ...query } = request.query;
    const asked = { ...readRange(query, deps.now(), "-24h"), language };
    return sendCsv(reply, "gemba-changeovers.csv", await exportChangeovers(deps, callerOf(request), asked));
  });
}

function foundEntry({ from, to, stations, ...found }: Changeovers): Static<typeof Found> {
  return {
    ...found,
    from: formatMicros(from),
    to: formatMicros(to),
    stations: stations.map(({ pairs, ...station }) => ({ ...station, pairs: [...pairs] })),
  };
}
