import type { FastifyReply } from "fastify";
import { EdgeError } from "../../../contracts/errors.ts";
import { REPORT_KINDS } from "../../../contracts/reports/document.ts";
import type { MadeReport } from "../../../contracts/reports/made.ts";
import { REPORT_FORMATS, type RenderedReport } from "../../../contracts/reports/question.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, NoQuery, TimeParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import { madeReport, type ReportDeps, reportIn, reportsHere } from "../../services/reports/reports.ts";

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const Kind = Type.Enum([...REPORT_KINDS]);
const MadeEntry = closed({
  uid: Type.String(),
  schedule: Type.String(),
  kind: Kind,
  language: Type.String(),
  title: Type.String(),
  spanText: Type.String(),
  madeAt: MaybeTime,
  file: Type.String(),
});

const Question = closed({
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  at: Type.Optional(TimeParam),
  asset: Type.Optional(Type.String({ minLength: 1, maxLength: 120, description: "Label of a machine." })),
  area: Type.Optional(Type.String({ minLength: 1, maxLength: 300, description: "Equipment path of an area." })),
  order: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  lang: Type.Optional(Type.Enum(["zh", "en"], { description: "Default `zh`." })),
  format: Type.Optional(Type.Enum([...REPORT_FORMATS], { description: "Default `html`." })),
  save: Type.Optional(Type.Enum(["1"], { description: "The browser saves it as a file." })),
});

/** Reports, and what they can be about. */
export function reportRoutes(app: Api, deps: ReportDeps & ClockDeps): void {
  const here = {
    tags: ["reports"],
    summary: "Kinds of reports",
    description: "The kinds for which this edge has data, and the machines that have reports of their own.",
    querystring: NoQuery,
    response: {
      200: closed({
        kinds: Type.Array(Kind),
        machines: Type.Array(Type.String()),
        made: Type.Array(MadeEntry, { description: "Made by schedule, newest first." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/reports", { schema: here }, async (request) => {
    const { kinds, machines, made } = reportsHere(deps, callerOf(request));
    return { kinds: [...kinds], machines: [...machines], made: made.map(madeEntry) };
  });
  madeReportRoute(app, deps);
  oneReportRoute(app, deps);
}

function madeReportRoute(app: Api, deps: ReportDeps): void {
  const schema = {
    tags: ["reports"],
    summary: "A report that was made by schedule",
    description: "The file as it was made and mailed.",
    params: closed({ uid: Type.String({ minLength: 1, maxLength: 120 }) }),
    querystring: NoQuery,
    produces: ["text/html", "application/pdf", WORKBOOK],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/reports/made/:uid", { schema }, async (request, reply) =>
    sendReport(reply, madeReport(deps, callerOf(request), request.params.uid), true),
  );
}

function oneReportRoute(app: Api, deps: ReportDeps & ClockDeps): void {
  const schema = {
    tags: ["reports"],
    summary: "A report",
    description:
      "Of a shift, a day, an order, a machine, energy or alarms of a month, or what changed since my last shift. " +
      "Default the newest period that is over; `at` takes the one at a time, `from` and `to` any span of 31 days at " +
      "most. `json` has the same texts and figures as the other formats (docs/reports.md).",
    params: closed({ kind: Kind }),
    querystring: Question,
    produces: ["text/html", "application/pdf", WORKBOOK, "application/json"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/reports/:kind", { schema }, async (request, reply) => {
    const { lang = "zh", format = "html", from, to, at, save, ...of } = request.query;
    const range =
      from === undefined && to === undefined ? {} : { range: readRange({ ...request.query }, deps.now(), "-8h") };
    const question = {
      kind: request.params.kind,
      language: lang,
      format,
      ...range,
      ...(at === undefined ? {} : { at: instantOf(at, deps.now()) }),
      ...of,
      viewer: `${request.protocol}://${request.headers.host ?? "localhost"}`,
    };
    return sendReport(reply, await reportIn(deps, callerOf(request), question), save !== undefined);
  });
}

/** A browser shows the file under the policy of the report, in a frame of the viewer too, or saves it. */
function sendReport(reply: FastifyReply, { body, type, name, policy }: RenderedReport, isSaved: boolean) {
  if (policy !== undefined) reply.header("content-security-policy", policy).header("x-frame-options", "SAMEORIGIN");
  return reply
    .header("content-disposition", `${isSaved ? "attachment" : "inline"}; filename="${name}"`)
    .type(type)
    .serializer((bytes) => bytes as never)
    .send(body as never);
}

function madeEntry({ uid, schedule, kind, language, title, spanText, madeAt, file }: MadeReport) {
  return { uid, schedule, kind, language, title, spanText, madeAt: formatMicros(madeAt), file };
}

function instantOf(text: string, now: number): number {
  const at = parseTime(text, now);
  if (at === undefined)
    throw new EdgeError(
      "bad-request",
      "at is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m",
    );
  return at;
}
