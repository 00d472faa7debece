/** Statements of SQL on the history (rules in docs/rules/sql.md). */
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { SqlAnswer, SqlQueries, SqlQuestion } from "../../../contracts/sql/queries.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

/** Characters of a statement in the audit log. */
const MOST_RECORDED = 2_000;

export interface SqlDeps {
  /** Absent where the edge has no history to ask. */
  readonly sql?: SqlQueries;
  readonly journal: Pick<Journal, "record">;
}

/**
 * Answers a statement, and records it, answered or not. Throws EdgeError `forbidden`, `bad-request`, `unavailable`,
 * `disk`.
 */
export async function askSql(
  { sql, journal }: SqlDeps,
  caller: Caller,
  { from, to, ...question }: SqlQuestion,
): Promise<SqlAnswer> {
  demand(caller, "POST /api/v1/sql");
  if (sql === undefined) throw new EdgeError("unavailable", "This edge has no history to ask by SQL.");
  const { statement, format } = question;
  const act = { principal: principalFrom(caller), action: "sql", target: statement.slice(0, MOST_RECORDED) };
  const asked = { format, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const began = performance.now();
  try {
    const answer = await sql.ask({ ...question, from, to });
    const seconds = Math.round(performance.now() - began) / 1000;
    const { rows, bytes } = answer;
    await journal.record({ ...act, result: "done", after: { ...asked, rows, bytes, seconds } });
    return answer;
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...act, result: "refused", reason: error.message, after: asked });
    throw error;
  }
}
