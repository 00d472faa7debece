/** The state at the end of a span: the newest sample of every tag and the standing alerts, from which replay begins. */
import { readdirSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ALERT_CHANGED } from "../../contracts/path/replay.ts";
import { placeFile } from "../../store/move-path.ts";
import { copyIfAny, FROM_MEMORY, PARQUET, parquet } from "./span-parquet.ts";
import { pathIn, quoted, type Span, type Spans } from "./spans.ts";

/** Columns of `last`: the newest sample of a tag, text or number. */
const LAST_COLUMNS = "ref, time, value, status, flags, text";

/** The uid comes first in the JSON of an alert. */
const ALERT_UID = `regexp_extract(payload, '"alertUid":"([^"]+)"', 1)`;

/**
 * Writes the end of a span: its own newest samples, and for other tags and alerts the end of the previous span
 * (`base`).
 */
export async function writeLast(connection: DuckDBConnection, dir: string, base: Span | undefined): Promise<void> {
  const at = { dir };
  const built = readdirSync(dir);
  const own = [`SELECT ${FROM_MEMORY}, NULL::VARCHAR AS text FROM temp.newest`];
  if (built.includes("texts.parquet"))
    own.push(
      `SELECT ref, max(time), 'NaN'::DOUBLE, arg_max(status, time), arg_max(flags, time), arg_max(text, time)
       FROM ${parquet(at, "texts")} GROUP BY ref`,
    );
  if (base?.files.has("last")) own.push(`SELECT ${LAST_COLUMNS} FROM ${parquet(base, "last")}`);
  await connection.run(`COPY (${newestOf(own)} ORDER BY ref) TO '${quoted(pathIn(at, "last"))}' ${PARQUET}`);
  const alerts = built.includes("events.parquet")
    ? [`SELECT ${ALERT_UID} AS alert_uid, time, payload FROM ${parquet(at, "events")} WHERE type = '${ALERT_CHANGED}'`]
    : [];
  if (base?.files.has("alerts")) alerts.push(`SELECT alert_uid, time, payload FROM ${parquet(base, "alerts")}`);
  if (alerts.length > 0) await copyIfAny(connection, standingOf(alerts), pathIn(at, "alerts"));
}

function newestOf(sources: readonly string[]): string {
  return `SELECT ${LAST_COLUMNS} FROM (${sources.join(" UNION ALL ")})
          QUALIFY row_number() OVER (PARTITION BY ref ORDER BY time DESC) = 1`;
}

function standingOf(sources: readonly string[]): string {
  return `SELECT alert_uid, time, payload FROM (${sources.join(" UNION ALL ")})
          QUALIFY row_number() OVER (PARTITION BY alert_uid ORDER BY time DESC) = 1
            AND NOT contains(payload, '"state":"closed"')`;
}

/** Carries the changed end of a span into the later ones, until one has a newer sample of each tag. */
export async function carryOn(connection: DuckDBConnection, spans: Spans, changed: Span): Promise<void> {
  let base = changed;
  for (const span of spans.after(changed.to)) {
    if (!span.files.has("last")) continue;
    const merged = newestOf([
      `SELECT ${LAST_COLUMNS} FROM ${parquet(span, "last")} WHERE time >= ${span.from}`,
      `SELECT ${LAST_COLUMNS} FROM ${parquet(base, "last")}`,
    ]);
    const differs = await connection.runAndReadAll(
      `SELECT count(*) FROM ((${merged}) EXCEPT SELECT ${LAST_COLUMNS} FROM ${parquet(span, "last")})`,
    );
    if (Number(differs.getColumns()[0]?.[0]) === 0) return;
    const fresh = `${pathIn(span, "last")}.new`;
    await connection.run(`COPY (${merged} ORDER BY ref) TO '${quoted(fresh)}' ${PARQUET}`);
    await placeFile(fresh, pathIn(span, "last"));
    base = span;
  }
}
