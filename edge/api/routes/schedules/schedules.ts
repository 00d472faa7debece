/** Schedules of orders: asked for, read, looked at with operations elsewhere, made again (docs/schedule.md). */
import { EdgeError } from "../../../contracts/errors.ts";
import { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import { isDay } from "../../../contracts/plant/time-zone.ts";
import { SCHEDULE_FORMATS, type ScheduleQuestion } from "../../../contracts/schedule/schedules.ts";
import { MOST_LOCKS } from "../../../contracts/schedule/work-plan.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv, sendText } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, TimeParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import {
  askSchedule,
  checkSchedule,
  closedTimes,
  exportSchedule,
  listSchedules,
  oneSchedule,
  plantPlan,
  removeSchedule,
  type ScheduleDeps,
  scheduleActuals,
} from "../../services/schedules/schedules.ts";
import {
  Actuals,
  actualsEntry,
  Checked,
  Closed,
  checkedEntry,
  closedEntry,
  Head,
  headEntry,
  Plant,
  plantEntry,
  Whole,
  wholeEntry,
} from "./schedule-fields.ts";

/** Plans with thousands of orders, or an operations schedule. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const MOST_SECONDS = 300;
const DEFAULTS = { seconds: 30, seed: 1 } as const;
const MOST_EVENTS = 200;
const Params = closed({ uid: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" }) });
const tags = ["schedules"];
const answers = { "4xx": Problem, 503: Problem };

const name = Type.String({ minLength: 1, maxLength: 100 });
const moment = Type.String({
  maxLength: 40,
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)$",
  description: "RFC 3339 with its offset; to the second.",
});
/** Fields with moments. */
const MOMENTS = new Set(["at", "freezeUntil", "start", "from", "to", "due", "release"]);
const Moves = Type.Array(closed({ order: name, step: name, machine: name, start: moment }), { maxItems: MOST_LOCKS });
const material = closed({ operation: name, from: moment });
const Events = closed({
  breakdowns: Type.Optional(Type.Array(closed({ machine: name, from: moment, to: moment }), { maxItems: MOST_EVENTS })),
  lateMaterial: Type.Optional(
    Type.Array(closed({ order: name, operation: name, from: moment }), { maxItems: MOST_EVENTS }),
  ),
  rushOrders: Type.Optional(
    Type.Array(
      closed({
        id: name,
        variant: name,
        quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
        release: Type.Optional(moment),
        due: moment,
        priority: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
        material: Type.Optional(Type.Array(material, { maxItems: 100 })),
      }),
      { maxItems: MOST_EVENTS },
    ),
  ),
});

const Question = closed({
  name: Type.String({ minLength: 1, maxLength: 80, pattern: "\\S" }),
  seconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MOST_SECONDS, description: "How long the search may take; default 30." }),
  ),
  seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description: "Of the search; default 1." })),
  plan: Type.Optional(
    Type.Object(
      {},
      { additionalProperties: true, description: "As the plan file of `gemba schedule plant` (docs/schedule.md)." },
    ),
  ),
  orders: Type.Optional(
    closed({
      format: Type.Optional(Type.Enum(["csv", "b2mml"], { description: "Default what the text looks like." })),
      text: Type.String(),
    }),
  ),
  from: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: "Plan again: the uid of the schedule, instead of `plan`.",
    }),
  ),
  at: Type.Optional(moment),
  freezeUntil: Type.Optional(moment),
  locks: Type.Optional(Moves),
  events: Type.Optional(Events),
});

/** Throws EdgeError `bad-request` for a moment that no calendar has, such as of 30 February. */
function checkMoments(value: unknown, place: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const own = Array.isArray(value) ? `${place}[${key}]` : `${place}${place === "" ? "" : "."}${key}`;
    if (typeof inner === "object") checkMoments(inner, own);
    else if (MOMENTS.has(key) && !(typeof inner === "string" && isDay(inner.slice(0, 10)) && Date.parse(inner) >= 0))
      throw new EdgeError("bad-request", `${own} is ${inner}, which is no moment; write such as 2026-12-07T06:00:00Z`);
  }
}

export function scheduleRoutes(app: Api, deps: ScheduleDeps & ClockDeps): void {
  askRoute(app, deps);
  readRoutes(app, deps);
  seenRoutes(app, deps);
  fileRoutes(app, deps);
}

function askRoute(app: Api, deps: ScheduleDeps): void {
  const schema = {
    tags,
    summary: "Ask for a schedule",
    description:
      "Stores the question and answers at once with its `uid`; GET /api/v1/schedules/{uid} has its state, progress " +
      "and the schedule. They are made one at a time. Give `plan` (and `orders`), or `from` with what has changed: " +
      "whatever has begun by `at`, or starts before `freezeUntil`, is kept from that schedule, `locks` stay where " +
      "they are, and all else is planned again. Everything that is wrong is named at once in `problems`; 409 for " +
      "locks that cannot be kept.",
    body: Question,
    response: { 202: Head, ...answers },
  };
  app.post("/api/v1/schedules", { schema, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) =>
    reply.code(202).send(headEntry(await askSchedule(deps, callerOf(request), questionIn(request.body)))),
  );
}

/** Throws EdgeError `bad-request` where it is neither a plan nor a schedule to make again. */
function questionIn(body: Static<typeof Question>): ScheduleQuestion {
  const { plan, orders, from, at, freezeUntil, locks = [], events = {} } = body;
  const asked = { ...DEFAULTS, name: body.name.trim() };
  const { seconds = DEFAULTS.seconds, seed = DEFAULTS.seed } = body;
  const search = { ...asked, seconds, seed };
  if (plan !== undefined && from === undefined) {
    if (at !== undefined || freezeUntil !== undefined || body.locks !== undefined || body.events !== undefined)
      throw new EdgeError("bad-request", "`at`, `freezeUntil`, `locks` and `events` go with `from`; leave them out.");
    return { ...search, plan: plan as Record<string, unknown>, ...(orders === undefined ? {} : { orders }) };
  }
  if (from === undefined || plan !== undefined || orders !== undefined)
    throw new EdgeError("bad-request", "Give either `plan`, with `orders` if you like, or `from`.");
  checkMoments({ locks, events, ...(at === undefined ? {} : { at }) }, "");
  if (freezeUntil !== undefined) checkMoments({ freezeUntil }, "");
  return {
    ...search,
    ...{ from, locks, events },
    ...(at === undefined ? {} : { at }),
    ...(freezeUntil === undefined ? {} : { freezeUntil }),
  } as ScheduleQuestion;
}

function readRoutes(app: Api, deps: ScheduleDeps): void {
  const list = {
    tags,
    summary: "Stored schedules",
    description: "Newest first.",
    querystring: NoQuery,
    response: { 200: closed({ schedules: Type.Array(Head) }), ...answers },
  };
  app.get("/api/v1/schedules", { schema: list }, async (request) => ({
    schedules: listSchedules(deps, callerOf(request)).map(headEntry),
  }));
  const plant = {
    tags,
    summary: "The work plan of the plant",
    description: "Machines, calendars, routes with their times and open orders, as the edge knows them now.",
    querystring: NoQuery,
    response: { 200: Plant, ...answers },
  };
  app.get("/api/v1/schedules/plant", { schema: plant }, async (request) =>
    plantEntry(await plantPlan(deps, callerOf(request))),
  );
  const one = {
    tags,
    summary: "Read a schedule",
    description: "Question, state, machines, and who does what when and why then.",
    params: Params,
    querystring: NoQuery,
    response: { 200: Whole, ...answers },
  };
  app.get<{ Params: { uid: string } }>("/api/v1/schedules/:uid", { schema: one }, async (request) =>
    wholeEntry(await oneSchedule(deps, callerOf(request), request.params.uid)),
  );
  const actuals = {
    tags,
    summary: "What became of a schedule",
    description:
      "Of each operation whether it is done, begun, open or skipped by the record of pieces, when and where. Read at " +
      "most once in 20 s.",
    params: Params,
    querystring: NoQuery,
    response: { 200: Actuals, ...answers },
  };
  app.get<{ Params: { uid: string } }>("/api/v1/schedules/:uid/actuals", { schema: actuals }, async (request) =>
    actualsEntry(await scheduleActuals(deps, callerOf(request), request.params.uid)),
  );
}

function seenRoutes(app: Api, deps: ScheduleDeps & ClockDeps): void {
  const schema = {
    tags,
    summary: "When machines do not work",
    description: "Closed times and breakdowns of a schedule's machines between two times, the first 2,000 of all.",
    params: Params,
    querystring: closed({ from: TimeParam, to: TimeParam }),
    response: { 200: Closed, ...answers },
  };
  app.get<{ Params: { uid: string }; Querystring: { from: string; to: string } }>(
    "/api/v1/schedules/:uid/closed",
    { schema },
    async (request) => {
      const now = deps.now();
      const [from, to] = [request.query.from, request.query.to].map((text) => parseTime(text, now));
      if (from === undefined || to === undefined || from >= to)
        throw new EdgeError("bad-request", "Give `from` and a later `to`, such as 2026-12-07T06:00:00Z.");
      const asked = { uid: request.params.uid, from: from / 1_000, to: to / 1_000 };
      return closedEntry(await closedTimes(deps, callerOf(request), asked));
    },
  );
}

function fileRoutes(app: Api, deps: ScheduleDeps): void {
  const check = {
    tags,
    summary: "Check operations elsewhere",
    description: "Says when moved operations would end, and what stands against it. Stores nothing.",
    params: Params,
    body: closed({ moves: Moves }),
    response: { 200: Checked, ...answers },
  };
  app.post<{ Params: { uid: string }; Body: { moves: Static<typeof Moves> } }>(
    "/api/v1/schedules/:uid/check",
    { schema: check },
    async (request) => {
      const { moves } = request.body;
      checkMoments({ moves }, "");
      const asked = { uid: request.params.uid, moves };
      return checkedEntry(await checkSchedule(deps, callerOf(request), asked));
    },
  );
  const written = {
    tags,
    summary: "A schedule as a file",
    description: "CSV with a line for each operation, an operations schedule (B2MML V0701), or JSON.",
    params: Params,
    querystring: closed({
      format: Type.Enum([...SCHEDULE_FORMATS]),
      language: Type.Optional(Type.Enum([...EXPORT_LANGUAGES], { description: "Of the reasons in CSV; default en." })),
    }),
    produces: ["text/csv", "application/xml", "application/json"],
    response: { 200: Type.String(), ...answers },
  };
  app.get<{ Params: { uid: string } }>("/api/v1/schedules/:uid/export", { schema: written }, async (request, reply) => {
    const { format, language = "en" } = request.query as Static<typeof written.querystring>;
    const asked = { uid: request.params.uid, format, language };
    const { name, type, text } = await exportSchedule(deps, callerOf(request), asked);
    return type === "text/csv" ? sendCsv(reply, name, text) : sendText(reply, name, type, text);
  });
  const remove = {
    tags,
    summary: "Remove a schedule",
    description: "Ends its search where that goes on. The audit log has who removed it.",
    params: Params,
    querystring: NoQuery,
    response: { 200: closed({ uid: Type.String() }), ...answers },
  };
  app.delete<{ Params: { uid: string } }>("/api/v1/schedules/:uid", { schema: remove }, async (request) => {
    const { uid } = request.params;
    await removeSchedule(deps, callerOf(request), uid);
    return { uid };
  });
}
