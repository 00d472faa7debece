/** Read-only SQL on the history (docs/sql.md). */
import { Readable } from "node:stream";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import { MOST_SQL_TEXT, SQL_FORMATS, type SqlFormat } from "../../../contracts/sql/queries.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readTime } from "../../http/read-range.ts";
import { closed, NoQuery, TimeParam } from "../../http/schemas.ts";
import { askSql, type SqlDeps } from "../../services/history/sql.ts";

const TYPES: Readonly<Record<SqlFormat, string>> = {
  arrow: "application/vnd.apache.arrow.stream",
  parquet: "application/vnd.apache.parquet",
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
};
const FILES: Readonly<Record<SqlFormat, string | undefined>> = {
  arrow: "gemba-sql.arrows",
  parquet: "gemba-sql.parquet",
  csv: "gemba-sql.csv",
  json: undefined,
};

/** Statements that run mostly end sooner. */
const RETRY_SECONDS = "5";

export function sqlRoutes(app: Api, deps: SqlDeps & ClockDeps): void {
  const schema = {
    tags: ["sql"],
    summary: "Ask by SQL",
    description:
      "One SELECT over the views `tags`, `samples`, `events`, `alerts` and `pieces` (docs/sql.md), answered as an " +
      "Arrow IPC stream, as Parquet, as CSV for spreadsheets or, up to 10,000 rows, as JSON with `columns` and " +
      "`rows`. A statement that reads samples or events needs a beginning in time, in its WHERE or as `from`. Off " +
      "unless the config switches it on (`sql.enabled`). Every statement is in the audit log. A question, not a " +
      "change, although it is a POST. The header `x-gemba-rows` has the number of rows.",
    querystring: NoQuery,
    body: closed({
      statement: Type.String({
        minLength: 1,
        maxLength: MOST_SQL_TEXT,
        examples: ["SELECT tag, avg(value) AS mean FROM samples WHERE time >= now() - INTERVAL 1 HOUR GROUP BY tag"],
      }),
      format: Type.Optional(Type.Enum([...SQL_FORMATS], { description: "Default `json`." })),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
    }),
    produces: Object.values(TYPES).map((type) => type.split(";")[0] as string),
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/sql", { schema }, async (request, reply) => {
    const { statement, format = "json", from, to } = request.body;
    const timeOf = (name: "from" | "to", text: string | undefined) =>
      text === undefined ? undefined : readTime(name, text, deps.now());
    const question = { statement, format, from: timeOf("from", from), to: timeOf("to", to) };
    const { rows, bytes, body } = await askSql(deps, callerOf(request), question).catch((error: unknown) => {
      if (error instanceof EdgeError && error.code === "unavailable") reply.header("retry-after", RETRY_SECONDS);
      throw error;
    });
    const stream = Readable.from(body, { objectMode: false });
    // Also when the client has left before the first byte.
    stream.once("close", () => body.destroy());
    const name = FILES[format];
    if (name !== undefined) reply.header("content-disposition", `attachment; filename="${name}"`);
    return reply
      .type(TYPES[format])
      .header("content-length", String(bytes))
      .header("x-gemba-rows", String(rows))
      .serializer((bytesOf) => bytesOf as never)
      .send(stream as never);
  });
}
