/** Looks at past data for a first mapping: the form of each table, and the names in it. */
import { statSync } from "node:fs";
import { EdgeError } from "../../contracts/errors.ts";
import { type InfluxServer, influxKeys } from "../../historian/past/influx.ts";
import { firstRows, headOf, textsIn } from "../../historian/past/look-at.ts";
import { Stage } from "../../historian/past/stage.ts";
import type { BuiltPlant } from "../../model/plant.ts";
import { type ProposedTable, proposalText, proposeTags } from "./propose.ts";

const SEPARATORS = [",", ";", "\t", "|"] as const;
const TIMES = /^(time|timestamp|date|datetime|date_?time|ts|_time|时间|时间戳|日期)$|time|时间/i;
const NAMES = /^(tag|tag_?name|name|point|point_?name|sensor|signal|variable|measurement|点名|位号|测点|变量|名称)$/i;
const VALUES = /^(value|val|reading|_value|数值|值|测量值)$/i;
const QUALITIES = /^(quality|status|q|qual|质量|状态)$/i;
const ROWS = 20;
const MOST_NAMES = 10_000;

export interface Looked {
  /** The mapping's text. */
  readonly text: string;
  readonly proposed: number;
  readonly left: number;
}

/** Proposes a mapping for files, or for `http://HOST:PORT/?db=NAME` (1.x), `…/?org=NAME&bucket=NAME` (2.x). */
export async function lookAtPast(
  sources: readonly string[],
  plan: {
    readonly built: BuiltPlant;
    readonly timeZone: string;
    readonly dir: string;
    readonly secrets: { readonly password: string; readonly token: string };
  },
  signal: AbortSignal,
): Promise<Looked> {
  await using stage = await Stage.open({ dir: plan.dir, timeZone: plan.timeZone, mapped: [], ignored: [] });
  const names = new Set<string>();
  const tables: ProposedTable[] = [];
  let influx: Readonly<Record<string, string>> | undefined;
  for (const source of sources) {
    signal.throwIfAborted();
    if (/^https?:/.test(source)) {
      const server = serverOf(source, plan.secrets);
      for (const key of await influxKeys(server, signal)) names.add(key);
      influx = influxFields(server);
    } else {
      const { table, found } = await lookAtTable(stage, source);
      tables.push(table);
      for (const name of found) names.add(name);
    }
  }
  const { proposed, left } = proposeTags([...names].slice(0, MOST_NAMES), {
    plant: plan.built.plant,
    tags: plan.built.tags.all(),
  });
  const text = proposalText({ timeZone: plan.timeZone, tables, influx, proposed, left });
  return { text, proposed: proposed.length, left: left.length };
}

async function lookAtTable(
  { connection }: Stage,
  path: string,
): Promise<{ readonly table: ProposedTable; readonly found: readonly string[] }> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new EdgeError("not-found", `there is no file ${path}`);
  const separator = path.endsWith(".parquet") ? "," : await separatorOf(connection, path);
  const { columns, types } = await headOf(connection, path, separator);
  const time = columns.find((column) => TIMES.test(column)) ?? columns[0] ?? "";
  const rest = columns.filter((column) => column !== time);
  const [tag, value, quality] = [NAMES, VALUES, QUALITIES].map((words) => rest.find((column) => words.test(column)));
  const rows = await firstRows(connection, { path, separator, most: ROWS });
  const texts = (column: string): readonly string[] => rows.map(({ fields }) => fields[columns.indexOf(column)] ?? "");
  const isLong = tag !== undefined && value !== undefined;
  const found = isLong ? await textsIn(connection, { path, separator, column: tag, most: MOST_NAMES }) : rest;
  const isTyped = types?.[columns.indexOf(time)]?.startsWith("TIMESTAMP") === true;
  const numbers = rest.flatMap(texts);
  return {
    found,
    table: {
      file: path,
      fields: {
        form: isLong ? "long" : "wide",
        time,
        ...(isTyped ? {} : { timeFormat: timeFormatOf(texts(time)) }),
        ...(isLong ? { tag, value } : {}),
        ...(isLong && quality !== undefined ? { quality, qualityCodes: codesOf(texts(quality)) } : {}),
        ...(separator === "," ? {} : { separator }),
        ...(separator !== "," && numbers.some((text) => /^-?\d+,\d+$/.test(text)) ? { decimal: "," } : {}),
      },
    },
  };
}

async function separatorOf(connection: Stage["connection"], path: string): Promise<string> {
  let [best, most] = [",", 0];
  for (const separator of SEPARATORS) {
    const { columns } = await headOf(connection, path, separator);
    if (columns.length > most) [best, most] = [separator, columns.length];
  }
  return best;
}

/** By the size of a number; of texts the usual ones, else ISO 8601. */
function timeFormatOf(texts: readonly string[]): string {
  const [text = ""] = texts.filter((one) => one !== "");
  if (/^\d+(\.\d+)?$/.test(text)) {
    const digits = String(Math.trunc(Number(text))).length;
    return digits <= 10 ? "s" : digits <= 13 ? "ms" : digits <= 16 ? "us" : "ns";
  }
  const clock = /\d:\d+:\d/.test(text) ? "%H:%M:%S" : "%H:%M";
  if (/^\d{1,2}\.\d{1,2}\.\d{4} /.test(text)) return `%d.%m.%Y ${clock}`;
  if (/^\d{4}\/\d{1,2}\/\d{1,2} /.test(text)) return `%Y/%m/%d ${clock}`;
  // Days before months or the other way round: whichever the rows allow.
  if (/^\d{1,2}\/\d{1,2}\/\d{4} /.test(text))
    return texts.some((one) => Number(one.split("/")[0]) > 12) ? `%d/%m/%Y ${clock}` : `%m/%d/%Y ${clock}`;
  return "iso";
}

function codesOf(texts: readonly string[]): string {
  return texts.some((text) => Number(text) >= 64 && Number(text) <= 255) ? "opc-da" : "opc-ua";
}

function serverOf(source: string, { password, token }: { password: string; token: string }): InfluxServer {
  const url = new URL(source);
  const given = (name: string): string => url.searchParams.get(name) ?? "";
  const [database, org, bucket, user] = ["db", "org", "bucket", "user"].map(given) as [string, string, string, string];
  if (url.username !== "" || (database === "") === (bucket === ""))
    throw new EdgeError(
      "bad-request",
      "name the database as http://HOST:PORT/?db=NAME (InfluxDB 1.x) or http://HOST:PORT/?org=NAME&bucket=NAME (2.x)",
    );
  return { url: url.origin, api: bucket === "" ? "v1" : "v2", database, org, bucket, user, password, token };
}

function influxFields({ url, api, database, org, bucket, user }: InfluxServer): Readonly<Record<string, string>> {
  const now = Date.now();
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return {
    url,
    api,
    ...(api === "v1" ? { database, ...(user === "" ? {} : { user }) } : { org, bucket }),
    from: day(now - 365 * 86_400_000),
    to: day(now),
  };
}
