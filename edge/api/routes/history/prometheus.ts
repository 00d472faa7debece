/**
 * The part of the HTTP API of Prometheus that Grafana's data source uses, under `/api/prometheus` (docs/prometheus.md).
 * Its answers and errors have the form of Prometheus, because its clients read no other.
 */
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { FastifyReply } from "fastify";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { DURATION, durationOf } from "../../../contracts/promql/duration.ts";
import type { PromAnswer } from "../../../contracts/promql/queries.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { parseTime } from "../../http/times.ts";
import {
  type PromDeps,
  promInstant,
  promLabels,
  promMetrics,
  promRange,
  promSeries,
} from "../../services/history/prometheus.ts";

const PREFIX = "/api/prometheus/api/v1";
const tags = ["prometheus"];
const MOST_SELECTORS = 20;

/** Further fields are allowed and ignored: clients send some of their own, such as `timeout`. */
const Asked = Type.Object(
  {
    query: Type.Optional(Type.String({ maxLength: 10_000, description: "In the query language of Prometheus." })),
    time: Type.Optional(Type.String({ maxLength: 40, description: "Seconds since 1970, or RFC 3339; default now." })),
    start: Type.Optional(Type.String({ maxLength: 40, description: "Seconds since 1970, or RFC 3339." })),
    end: Type.Optional(Type.String({ maxLength: 40, description: "Seconds since 1970, or RFC 3339." })),
    step: Type.Optional(Type.String({ maxLength: 40, description: "Seconds, or a duration such as 1m." })),
    "match[]": Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: MOST_SELECTORS })], {
        description: "Selectors of series.",
      }),
    ),
    metric: Type.Optional(Type.String({ maxLength: 400, description: "Metadata of this name only." })),
    limit: Type.Optional(Type.String({ maxLength: 20, description: "Entries of a list; 0: all." })),
  },
  { additionalProperties: true },
);
type Asked = Static<typeof Asked>;

const Answer = Type.Object(
  { status: Type.String(), data: Type.Optional(Type.Unknown()), error: Type.Optional(Type.String()) },
  { additionalProperties: true, description: "As Prometheus answers." },
);
const response = { 200: Answer, "4xx": Answer, 503: Answer };

export function prometheusRoutes(app: Api, deps: PromDeps & ClockDeps): void {
  void app.register((scope, _options, done) => {
    takeForms(scope as Api);
    scope.setErrorHandler((error, _request, reply) => sendError(error, reply));
    queryRoutes(scope as Api, deps);
    labelRoutes(scope as Api, deps);
    fixedRoutes(scope as Api);
    done();
  });
}

/** Grafana sends its questions as forms, which the rest of the API refuses. */
function takeForms(app: Api): void {
  app.addContentTypeParser<string>(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => {
      const form = new URLSearchParams(body);
      const known = Object.keys(Asked.properties).flatMap((name) => {
        const values = form.getAll(name);
        return values.length === 0 ? [] : [[name, name === "match[]" ? values : values[0]] as const];
      });
      done(null, Object.fromEntries(known));
    },
  );
}

function queryRoutes(app: Api, deps: PromDeps & ClockDeps): void {
  const instant = (asked: Asked, request: Parameters<typeof callerOf>[0]) =>
    promInstant(deps, callerOf(request), queryIn(asked), timeIn("time", asked.time, deps.now()));
  const range = (asked: Asked, request: Parameters<typeof callerOf>[0]) =>
    promRange(deps, callerOf(request), queryIn(asked), {
      from: timeIn("start", asked.start),
      to: timeIn("end", asked.end),
      step: stepIn(asked.step),
    });
  for (const [name, answer, summary] of [
    ["query", instant, "A query at one time"],
    ["query_range", range, "A query at each step of a range"],
  ] as const) {
    const description = "The part of PromQL that docs/prometheus.md lists, over the plant's tags.";
    const schema = { tags, summary, description, response };
    app.get(`${PREFIX}/${name}`, { schema: { ...schema, querystring: Asked } }, async (request, reply) =>
      sendData(reply, await answer(request.query, request)),
    );
    app.post(`${PREFIX}/${name}`, { schema: { ...schema, body: Asked } }, async (request, reply) =>
      sendData(reply, await answer(request.body, request)),
    );
  }
}

function labelRoutes(app: Api, deps: PromDeps): void {
  const series = {
    tags,
    summary: "Series that match",
    description: "Labels of each series that a selector means.",
    response,
  };
  app.get(`${PREFIX}/series`, { schema: { ...series, querystring: Asked } }, async (request) =>
    listed(promSeries(deps, callerOf(request), selectorsIn(request.query)), request.query),
  );
  app.post(`${PREFIX}/series`, { schema: { ...series, body: Asked } }, async (request) =>
    listed(promSeries(deps, callerOf(request), selectorsIn(request.body)), request.body),
  );
  const labels = {
    tags,
    summary: "Names of labels",
    description: "Of all series, or of those that a selector means.",
    response,
  };
  app.get(`${PREFIX}/labels`, { schema: { ...labels, querystring: Asked } }, async (request) =>
    listed(promLabels(deps, callerOf(request), { selectors: selectorsIn(request.query) }), request.query),
  );
  app.post(`${PREFIX}/labels`, { schema: { ...labels, body: Asked } }, async (request) =>
    listed(promLabels(deps, callerOf(request), { selectors: selectorsIn(request.body) }), request.body),
  );
  const values = {
    tags,
    summary: "Values of a label",
    description: "Of all series, or of those that a selector means.",
    params: Type.Object({ label: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
    querystring: Asked,
    response,
  };
  app.get(`${PREFIX}/label/:label/values`, { schema: values }, async (request) => {
    const asked = { label: request.params.label, selectors: selectorsIn(request.query) };
    return listed(promLabels(deps, callerOf(request), asked), request.query);
  });
  const metadata = {
    tags,
    summary: "Type, title and unit of each name",
    description: "Titles in English and Chinese, units in UCUM.",
    querystring: Asked,
    response,
  };
  app.get(`${PREFIX}/metadata`, { schema: metadata }, async (request) => {
    const { metric, limit } = request.query;
    const metrics = promMetrics(deps, callerOf(request)).filter(({ name }) => metric === undefined || name === metric);
    const shown = metrics.slice(0, mostIn(limit));
    return success(Object.fromEntries(shown.map(({ name, type, help, unit }) => [name, [{ type, help, unit }]])));
  });
}

/** What clients ask before they begin. */
function fixedRoutes(app: Api): void {
  const description = "Clients ask this before they begin.";
  const schema = (summary: string) => ({ tags, summary, description, querystring: Asked, response });
  app.get(`${PREFIX}/status/buildinfo`, { schema: schema("Version of the interface") }, async () =>
    // The version of Prometheus whose interface this is: clients choose their requests by it.
    success({ version: "2.53.0", revision: "", branch: "", buildUser: "", buildDate: "", goVersion: "" }),
  );
  app.get(`${PREFIX}/rules`, { schema: schema("Rules of Prometheus: none") }, async () => success({ groups: [] }));
  const exemplars = { tags, summary: "Exemplars: none", description, response };
  app.get(`${PREFIX}/query_exemplars`, { schema: { ...exemplars, querystring: Asked } }, async () => success([]));
  // A panel asks for them as it asks its query: by POST, unless it is set otherwise.
  app.post(`${PREFIX}/query_exemplars`, { schema: { ...exemplars, body: Asked } }, async () => success([]));
}

function queryIn({ query }: Asked): string {
  if (query === undefined || query.trim() === "") throw new EdgeError("bad-request", "query: give one");
  return query;
}

function selectorsIn(asked: Asked): readonly string[] {
  const selectors = [asked["match[]"] ?? []].flat();
  if (selectors.length > MOST_SELECTORS)
    throw new EdgeError("bad-request", `match[]: at most ${MOST_SELECTORS} selectors are taken`);
  return selectors;
}

function timeIn(name: string, text: string | undefined, byDefault?: Micros): Micros {
  if (text === undefined && byDefault !== undefined) return Math.floor(byDefault);
  const seconds = Number(text);
  const time = text?.trim() !== "" && Number.isFinite(seconds) ? Math.round(seconds * 1e6) : parseTime(text ?? "", 0);
  if (time === undefined || Math.abs(time) > Number.MAX_SAFE_INTEGER)
    throw new EdgeError("bad-request", `${name}: give seconds since 1970, or RFC 3339 such as 2026-11-24T02:42:07Z`);
  return time;
}

const STEP = new RegExp(`^${DURATION.source}$`);

function stepIn(text = ""): Micros {
  const seconds = Number(text);
  if (text.trim() !== "" && Number.isFinite(seconds)) return Math.round(seconds * 1e6);
  if (!STEP.test(text)) throw new EdgeError("bad-request", "step: give seconds, or a duration such as 1m");
  return durationOf(text);
}

const success = (data: unknown) => ({ status: "success", data });

/** As many entries as are asked for, with Prometheus's own warning where there are more. */
function listed(list: readonly unknown[], { limit }: Asked) {
  const most = mostIn(limit);
  if (list.length <= most) return success(list);
  return { ...success(list.slice(0, most)), warnings: ["results truncated due to limit"] };
}

function mostIn(limit = "0"): number {
  if (!/^[0-9]+$/.test(limit)) throw new EdgeError("bad-request", "limit: give a whole number; 0 is no limit");
  return Number(limit) || Number.POSITIVE_INFINITY;
}

function sendData(reply: FastifyReply, answer: PromAnswer) {
  return reply.type("application/json").send(Readable.from(textOf(answer), { objectMode: false }) as never);
}

/** Points in one piece of text, and points after which others get their turn. */
const IN_ONE_PIECE = 1_000;
const IN_ONE_GO = 10_000;

/** The answer in pieces: one text of all series would take the time of others (rule B4). */
async function* textOf(answer: PromAnswer): AsyncGenerator<string> {
  const { kind, infos } = answer;
  yield `{"status":"success","data":{"resultType":"${kind}","result":`;
  if (kind === "scalar") yield JSON.stringify(point(answer.time, answer.value));
  else if (kind === "string") yield JSON.stringify([answer.time / 1e6, answer.text]);
  else yield* seriesTexts(answer);
  yield infos.length === 0 ? "}}" : `},"infos":${JSON.stringify(infos)}}`;
}

async function* seriesTexts({ kind, series }: Extract<PromAnswer, { series: unknown }>): AsyncGenerator<string> {
  yield "[";
  let points = 0;
  for (const [number, { labels, times, values }] of series.entries()) {
    const metric = `${number === 0 ? "" : ","}{"metric":${JSON.stringify(labels)}`;
    const pieceAt = (from: number): string => {
      const piece = times.slice(from, from + IN_ONE_PIECE).map((time, at) => point(time, values[from + at] as number));
      return JSON.stringify(piece).slice(1, -1);
    };
    if (kind === "vector") yield `${metric},"value":${pieceAt(0)}}`;
    else {
      yield `${metric},"values":[`;
      for (let from = 0; from < times.length; from += IN_ONE_PIECE) yield `${from === 0 ? "" : ","}${pieceAt(from)}`;
      yield "]}";
    }
    points += times.length;
    if (points < IN_ONE_GO) continue;
    points = 0;
    await setImmediate();
  }
  yield "]";
}

function point(time: Micros, value: number): readonly [number, string] {
  if (Number.isFinite(value) || Number.isNaN(value)) return [time / 1e6, String(value)];
  return [time / 1e6, value > 0 ? "+Inf" : "-Inf"];
}

const ERROR_TYPES: Readonly<Partial<Record<string, readonly [status: number, type: string]>>> = {
  "bad-request": [400, "bad_data"],
  forbidden: [403, "forbidden"],
  "too-large": [413, "bad_data"],
  unavailable: [503, "unavailable"],
};

function sendError(error: unknown, reply: FastifyReply) {
  const isInvalid = (error as { validation?: unknown }).validation !== undefined;
  const code = error instanceof EdgeError ? error.code : isInvalid ? "bad-request" : "unavailable";
  const [status, errorType] = ERROR_TYPES[code] ?? [503, "unavailable"];
  const isSayable = isInvalid || (error instanceof EdgeError && status < 500);
  const text = isSayable ? (error as Error).message : "The edge cannot answer now.";
  if (!isSayable) reply.log.error({ err: error }, "a question of Prometheus was not answered");
  return reply.code(status).send({ status: "error", errorType, error: text } as never);
}
