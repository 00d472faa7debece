/** SQL that turns the rows of any table of past samples into one form, with what became of each reading. */
import type { TablePlan } from "./table-plan.ts";

/** The use of a reading, in the staged column `outcome`. */
export const OUTCOME = {
  used: 0,
  unmapped: 1,
  ignored: 2,
  empty: 3,
  fields: 4,
  time: 5,
  value: 6,
  quality: 7,
} as const;
/** From here on a reading is bad. */
export const FIRST_BAD = OUTCOME.fields;

/** No plant's history is older, and no clock that far ahead: beyond them the format of the time is another one. */
const [EARLIEST, LATEST] = ["1980-01-01", "2100-01-01"];
const PER_SECOND: ReadonlyMap<string, number> = new Map([
  ["s", 1e6],
  ["ms", 1e3],
  ["us", 1],
]);
const UNCERTAIN = 0x4000_0000;
const BAD = 0x8000_0000;

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function name(column: string): string {
  return `"${column.replaceAll('"', '""')}"`;
}

/**
 * The lines of a text file, as `line`. DuckDB's own reader of CSV leaves out lines that it cannot split, without their
 * numbers; this way each line has its number and none is lost.
 */
export function linesOf(path: string): string {
  return `read_csv(${literal(path)}, header = false, columns = {'line': 'VARCHAR'}, delim = '\u0001', quote = '',
    escape = '', comment = '', auto_detect = false, strict_mode = false)`;
}

/** The texts between the separators of `line`, an SQL text, as a list. They may be quoted as in RFC 4180. */
export function fieldsOf(separator: string, line: string): string {
  const between = literal(separator);
  const one = separator === "|" ? "\\|" : separator;
  const quoted = literal(`${one}(?:"(?:[^"]|"")*"|[^${one}]*)`);
  const inner = `CASE WHEN x[2] = '"' THEN replace(substr(x, 3, length(x) - 3), '""', '"') ELSE substr(x, 2) END`;
  return `CASE WHEN contains(${line}, '"')
    THEN list_transform(regexp_extract_all(${between} || ${line}, ${quoted}), lambda x: ${inner})
    ELSE string_split(${line}, ${between}) END`;
}

interface Typed {
  readonly columns: readonly string[];
  /** DuckDB types of the columns of a Parquet file; undefined for text files. */
  readonly types?: readonly string[];
}

/**
 * Rows `line, width, t, k, v, q, back` of a table: time, name, value and quality as text, `t` also in µs as `us`.
 * `back`: earlier than the row before.
 */
export function readingsOf(plan: TablePlan, head: Typed, zone: string): string {
  const rows = rowsOf(plan, head);
  const at = (column: string): number => head.columns.indexOf(column);
  const field = (column: string): string => (head.types === undefined ? `f[${at(column) + 1}]` : name(column));
  const text = (column: string): string => `CAST(${field(column)} AS VARCHAR)`;
  const us = timeOf(field(plan.columns.time), head.types?.[at(plan.columns.time)], plan.timeFormat, zone);
  const timed = `SELECT *, ${text(plan.columns.time)} AS t, ${us} AS us FROM (${rows})`;
  const ordered = `SELECT *, coalesce(us < lag(us) OVER (), false) AS back FROM (${timed})`;
  if (plan.form === "long") {
    const quality = plan.columns.quality === undefined ? "NULL" : text(plan.columns.quality);
    return `SELECT line, width, t, us, back, ${text(plan.columns.tag)} AS k, ${text(plan.columns.value)} AS v,
      ${quality} AS q FROM (${ordered})`;
  }
  const signals = head.columns.filter((column) => column !== plan.columns.time);
  const cells = `[${signals.map(text).join(", ")}]`;
  const names = `[${signals.map(literal).join(", ")}]`;
  // One row for each column; `back` counts once for a line.
  return `SELECT line, width, t, us, (back AND i = 1) AS back, ${names}[i] AS k, cells[i] AS v, NULL AS q
    FROM (SELECT line, width, t, us, back, ${cells} AS cells, unnest(range(1, ${signals.length + 1})) AS i
      FROM (${ordered}))`;
}

/** The rows with their number; of text files as lists `f`, with their number of fields as `width`. */
function rowsOf({ path, separator }: TablePlan, { columns, types }: Typed): string {
  if (types !== undefined)
    return `SELECT file_row_number + 1 AS line, ${columns.length} AS width, * EXCLUDE (file_row_number)
      FROM read_parquet(${literal(path)}, file_row_number = true)`;
  const numbered = `SELECT row_number() OVER () AS line, line AS text FROM ${linesOf(path)}`;
  // An empty line, as at the end of a file, is not a row.
  return `SELECT line, len(f) AS width, f FROM (SELECT line, ${fieldsOf(separator, "text")} AS f
    FROM (${numbered}) WHERE line > 1 AND text IS NOT NULL AND trim(text) <> '')`;
}

function timeOf(field: string, type: string | undefined, format: string, zone: string): string {
  const local = (time: string): string => `timezone(${literal(zone)}, ${time})`;
  const bounded = (us: string): string =>
    `CASE WHEN ${us} BETWEEN epoch_us(TIMESTAMP '${EARLIEST}') AND epoch_us(TIMESTAMP '${LATEST}') THEN ${us} END`;
  if (type === "TIMESTAMP WITH TIME ZONE") return bounded(`epoch_us(${field})`);
  if (type?.startsWith("TIMESTAMP") === true) return bounded(`epoch_us(${local(`CAST(${field} AS TIMESTAMP)`)})`);
  const text = `trim(CAST(${field} AS VARCHAR))`;
  if (format === "iso") return bounded(`epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))`);
  if (format === "ns") return bounded(`TRY_CAST(${text} AS BIGINT) // 1000`);
  const factor = PER_SECOND.get(format);
  if (factor !== undefined) return bounded(`TRY_CAST(TRY_CAST(${text} AS DOUBLE) * ${factor} AS BIGINT)`);
  const parsed = `try_strptime(${text}, ${literal(format)})`;
  return bounded(`epoch_us(${format.includes("%z") ? parsed : local(parsed)})`);
}

/**
 * Staged rows `line, ref, us, value, text, status, outcome, back, given` of readings, which `mapped` and `labels` give
 * their tags. `given`: name of an unmapped reading, or what is wrong with a bad one.
 */
export function outcomesOf(readings: string, plan: TablePlan, width: number): string {
  const value = plan.decimal === "," ? "replace(v, ',', '.')" : "v";
  const word = "lower(trim(v))";
  const switched = `CASE WHEN ${word} IN ('true', 'on', 'yes') THEN 1.0
    WHEN ${word} IN ('false', 'off', 'no') THEN 0.0 END`;
  const number = `coalesce(TRY_CAST(trim(${value}) AS DOUBLE),
    CASE m.type WHEN 'enum' THEN l.value ELSE ${switched} END)`;
  const status = statusOf(plan);
  const isMissing = `(v IS NULL OR ${word} IN ('', 'nan', 'null', 'none', 'n/a'))`;
  return `SELECT line, coalesce(ref, 0)::UINTEGER AS ref, us, (x * factor + "offset") AS value,
      CASE WHEN type = 'text' THEN v END AS text, coalesce(s, 0)::UINTEGER AS status,
      outcome::UTINYINT AS outcome, back,
      CASE outcome WHEN ${OUTCOME.unmapped} THEN k WHEN ${OUTCOME.fields} THEN width || ' fields'
        WHEN ${OUTCOME.time} THEN coalesce(t, '') WHEN ${OUTCOME.value} THEN v
        WHEN ${OUTCOME.quality} THEN q END AS given
    FROM (SELECT *, CASE
        WHEN width <> ${width} THEN ${OUTCOME.fields}
        WHEN type IS NULL THEN ${OUTCOME.unmapped}
        WHEN type = 'ignored' THEN ${OUTCOME.ignored}
        WHEN us IS NULL THEN ${OUTCOME.time}
        WHEN s IS NULL THEN ${OUTCOME.quality}
        WHEN ${isMissing} THEN ${OUTCOME.empty}
        WHEN type <> 'text' AND (x IS NULL OR isinf(x)) THEN ${OUTCOME.value}
        ELSE ${OUTCOME.used} END AS outcome
      FROM (SELECT r.*, m.ref, m.type, m.factor, m."offset", ${number} AS x, ${status} AS s
        FROM (${readings}) r LEFT JOIN mapped m ON m.name = r.k
        LEFT JOIN labels l ON l.ref = m.ref AND l.label = lower(trim(r.v))))`;
}

/** OPC UA status of a quality; NULL where it is not known. */
function statusOf({ qualityCodes }: TablePlan): string {
  const word = "lower(trim(q))";
  const number = "TRY_CAST(trim(q) AS BIGINT)";
  const coded =
    qualityCodes === "opc-da"
      ? `CASE WHEN ${number} BETWEEN 192 AND 255 THEN 0 WHEN ${number} BETWEEN 64 AND 191 THEN ${UNCERTAIN}
         WHEN ${number} BETWEEN 0 AND 63 THEN ${BAD} END`
      : qualityCodes === "opc-ua"
        ? `CASE WHEN ${number} BETWEEN 0 AND 4294967295 THEN ${number} END`
        : "NULL";
  return `CASE WHEN q IS NULL OR ${word} IN ('', 'good', 'ok') THEN 0 WHEN ${word} IN ('uncertain', 'doubtful')
    THEN ${UNCERTAIN} WHEN ${word} = 'bad' THEN ${BAD} ELSE ${coded} END`;
}
