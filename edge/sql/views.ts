/** The views of a statement, over its files (docs/sql.md names their columns). */
import type { LentHistory } from "../contracts/path/lent-history.ts";
import { ALERT_CHANGED } from "../contracts/path/replay.ts";
import { PEOPLE_COUNTED, PERSONAL_FIELDS } from "../contracts/plant/people.ts";
import type { Reach } from "./check/bounds.ts";
import type { SqlView } from "./check/statement.ts";
import type { Tables } from "./protocol.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const files = (paths: readonly string[]): string => `read_parquet([${paths.map(quoted).join(", ")}])`;

/** Columns of the files of rows. Times are µs there, in columns whose names end with `_us`. */
const COLUMNS: Readonly<Record<keyof Tables, Readonly<Record<string, string>>>> = {
  tags: {
    ...{ ref: "UINTEGER", tag: "VARCHAR", asset: "VARCHAR", asset_uid: "VARCHAR", asset_kind: "VARCHAR" },
    ...{ path: "VARCHAR", component: "VARCHAR", signal: "VARCHAR", name_zh: "VARCHAR", name_en: "VARCHAR" },
    ...{ unit: "VARCHAR", type: "VARCHAR", source: "VARCHAR", simulated: "BOOLEAN" },
  },
  assets: { asset_uid: "VARCHAR", asset: "VARCHAR", path: "VARCHAR" },
  alerts: {
    ...{ alert: "VARCHAR", asset_uid: "VARCHAR", component: "VARCHAR", rule: "VARCHAR", kind: "VARCHAR" },
    ...{ annunciation: "VARCHAR", state: "VARCHAR", priority: "TINYINT", severity: "SMALLINT" },
    ...{ message_zh: "VARCHAR", message_en: "VARCHAR", raised_us: "BIGINT", cleared_us: "BIGINT" },
    ...{ acknowledged_us: "BIGINT", suppressed_by: "VARCHAR", out_of_service: "BOOLEAN" },
  },
  pieces: {
    ...{ piece: "VARCHAR", variant: "VARCHAR", production_order: "VARCHAR", state: "VARCHAR", place: "VARCHAR" },
    ...{ slot: "INTEGER", carrier: "VARCHAR", since_us: "BIGINT", inferred: "BOOLEAN" },
  },
};

/** Reads the files of rows into tables, whose names begin with `_`. Runs before the database is locked. */
export function loadStatements(tables: Tables): readonly string[] {
  return Object.entries(tables).map(([name, path]) => {
    const columns = COLUMNS[name as keyof Tables];
    const list = Object.entries(columns).map(([column, type]) => `${column}: '${type}'`);
    const select = Object.keys(columns).map((column) =>
      column.endsWith("_us") ? `make_timestamptz(${column}) AS ${column.slice(0, -3)}_at` : column,
    );
    return `CREATE TABLE _${name} AS SELECT ${select.join(", ")} FROM read_json(${quoted(path)},
      format = 'newline_delimited', columns = {${list.join(", ")}})`;
  });
}

/** Names of tags as an enum: a column of them takes two bytes a row, and is a dictionary in Arrow. */
export const NAME_TAGS = [
  "CREATE TYPE tag_name AS ENUM (SELECT tag FROM _tags ORDER BY ref)",
  "CREATE TYPE quality AS ENUM ('good', 'uncertain', 'bad')",
  "CREATE TABLE _names AS SELECT ref, tag::tag_name AS tag, type = 'text' AS is_text FROM _tags",
];

/** `hasLate`: whether fresh samples lie in the time of closed history, so that they may replace some. */
export interface Content {
  readonly lent: LentHistory;
  readonly reach: Reach;
  readonly hasLate: boolean;
}

export function viewStatement(view: SqlView, content: Content | undefined): string {
  switch (view) {
    case "tags":
      return "CREATE VIEW tags AS SELECT tag::tag_name AS tag, * EXCLUDE (ref, tag) FROM _tags";
    case "alerts":
      return `CREATE VIEW alerts AS SELECT alert, asset, path, l.* EXCLUDE (alert)
              FROM _alerts l LEFT JOIN _assets USING (asset_uid)`;
    case "pieces":
      return "CREATE VIEW pieces AS FROM _pieces";
    case "samples":
      return `CREATE VIEW samples AS ${samples(content as Content)}`;
    case "events":
      return `CREATE VIEW events AS ${events(content as Content)}`;
  }
}

/** Tables for samples that arrived lately, which are filled by appenders. */
export const ARRIVING = [
  "CREATE TABLE _arrived (ref UINTEGER, time DOUBLE, value DOUBLE, status UINTEGER)",
  "CREATE TABLE _newest (ref UINTEGER, time BIGINT, text VARCHAR, status UINTEGER, arrival BIGINT)",
];

/** Fresh items, each key once; of several the last to arrive. */
export function freshStatements({ fresh, closedTo }: LentHistory, reach: Reach): readonly string[] {
  const last = (key: string): string => `QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY arrival DESC) = 1`;
  const ofSamples = [
    // The newest texts came after those of the database.
    `INSERT INTO _newest SELECT ref, time, text, status, arrival - (1::BIGINT << 60)
     FROM ${files([fresh.texts ?? ""])} WHERE ${within(reach)}`,
    `CREATE TABLE _fresh_texts AS SELECT ref, time, text, status FROM _newest ${last("ref, time")}`,
    `CREATE TABLE _fresh AS SELECT ref, time::BIGINT AS time, value, status
     FROM (SELECT *, rowid AS arrival FROM _arrived) ${last("ref, time")}`,
    `CREATE TABLE _late AS SELECT ref, time FROM _fresh WHERE time < ${closedTo}`,
    "DROP TABLE _arrived",
  ];
  const ofEvents = [
    `CREATE TABLE _fresh_events AS SELECT * EXCLUDE (arrival) FROM ${files([fresh.events ?? ""])} ${last("event_uid")}`,
  ];
  return [...(fresh.texts === undefined ? [] : ofSamples), ...(fresh.events === undefined ? [] : ofEvents)];
}

const within = ({ from, to }: Reach): string => `time >= ${from} AND time < ${to}`;

const QUALITY = `CASE WHEN status < 1073741824 THEN 'good'::quality
  WHEN status < 2147483648 THEN 'uncertain'::quality ELSE 'bad'::quality END`;

/**
 * Closed numbers that no later arrival replaces, fresh ones, and texts. Numbers of text tags count only where there is
 * no text of the same time, because earlier versions stored a number beside each text.
 */
function samples({ lent: { samples: closed, texts }, reach, hasLate }: Content): string {
  const closedTexts = `UNION ALL FROM (SELECT ref, time, text, status FROM ${files(texts)} WHERE ${within(reach)})
    ANTI JOIN _fresh_texts USING (ref, time)`;
  const texted = `SELECT ref, time, text, status FROM _fresh_texts ${texts.length === 0 ? "" : closedTexts}`;
  const late = hasLate ? "ANTI JOIN _late USING (ref, time)" : "";
  const numbers = [
    "FROM _fresh",
    ...(closed.length === 0
      ? []
      : [`FROM (SELECT ref, time, value, status FROM ${files(closed)} WHERE ${within(reach)}) ${late}`]),
  ].join(" UNION ALL ");
  const columns = (value: string, text: string): string =>
    `SELECT tag, make_timestamptz(time) AS time, ${value} AS value, ${text} AS text, ${QUALITY} AS quality, status`;
  const number = columns("CASE WHEN isnan(value) THEN NULL ELSE value END", "NULL::VARCHAR");
  return [
    `${number} FROM (${numbers}) JOIN _names USING (ref) WHERE NOT is_text`,
    `${number} FROM (${numbers}) JOIN _names USING (ref) ANTI JOIN (${texted}) USING (ref, time) WHERE is_text`,
    `${columns("NULL::DOUBLE", "text")} FROM (${texted}) JOIN _names USING (ref)`,
  ].join(" UNION ALL ");
}

/**
 * What events say, without fields that name a person or hold what they wrote: those are null. An event of which one
 * holds a list or an object has no payload. `reason` of an alert is that of the person who shelved it.
 */
const FIELD = `"(${PERSONAL_FIELDS.join("|")})":`;
const FIELD_OF_ALERT = `"(${[...PERSONAL_FIELDS, "reason"].join("|")})":`;
const PLAIN = `(?:"(?:[^"\\\\]|\\\\.)*"|[-+.0-9e]+|true|false)`;
const withoutPeople = (field: string): string =>
  `CASE WHEN NOT regexp_matches(payload, '${field}[[{]', 'i')
   THEN regexp_replace(payload, '${field}${PLAIN}', '"\\1":null', 'gi') END`;
const PAYLOAD = `(CASE WHEN type = '${ALERT_CHANGED}' THEN ${withoutPeople(FIELD_OF_ALERT)}
  ELSE ${withoutPeople(FIELD)} END)::JSON AS payload`;

function events({ lent: { events: closed }, reach }: Content): string {
  const columns = "event_uid, type, asset_uid, time, received_at, payload";
  const old = `UNION ALL FROM (SELECT ${columns} FROM ${files(closed)} WHERE ${within(reach)})
    ANTI JOIN _fresh_events USING (event_uid)`;
  const all = `SELECT ${columns} FROM _fresh_events ${closed.length === 0 ? "" : old}`;
  return `SELECT event_uid AS event, type, asset, asset_uid, path, make_timestamptz(time) AS time,
            make_timestamptz(received_at) AS received_at, ${PAYLOAD}
          FROM (${all}) LEFT JOIN _assets USING (asset_uid) WHERE type <> '${PEOPLE_COUNTED}'`;
}
