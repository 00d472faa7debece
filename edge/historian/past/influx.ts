/**
 * Reads series of an InfluxDB, which is asked only for what was written, into CSV files day by day: InfluxQL of 1.x
 * (`/query`), Flux of 2.x (`/api/v2/query`). Nothing is written to it.
 */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { causeInWords, causeOf } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { refusalText } from "../../observe/without-credentials.ts";
import { csvRows, linesIn, seriesIn } from "./influx-answers.ts";

const DAY_US = 86_400e6;
/** Largest number of series in one request. */
const AT_ONCE = 50;
const CHUNK_ROWS = "10000";
const WITHIN_MS = 600_000;
const MOST_SERIES = 100_000;

export interface InfluxServer {
  readonly url: string;
  readonly api: "v1" | "v2";
  /** For 1.x. */
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** For 2.x. */
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

/** A series and its field, written `measurement,tag=value field` as in the line protocol. */
interface Series {
  readonly key: string;
  readonly measurement: string;
  readonly tags: readonly (readonly [name: string, value: string])[];
  readonly field: string;
}

/** Undefined if the text is not a series with a field. */
export function seriesOf(key: string): Series | undefined {
  const space = /(?<!\\) /.exec(key)?.index;
  const field = space === undefined ? "" : plain(key.slice(space + 1));
  const [measurement = "", ...tags] = (space === undefined ? key : key.slice(0, space)).match(/(?:\\.|[^\\,])+/g) ?? [];
  if (field === "" || measurement === "") return undefined;
  return {
    key,
    measurement: plain(measurement),
    field,
    tags: tags.map((tag) => {
      const at = /(?<!\\)=/.exec(tag)?.index ?? tag.length;
      return [plain(tag.slice(0, at)), plain(tag.slice(at + 1))] as const;
    }),
  };
}

/** Writes the readings of a day into `dir`, and returns the file with columns `time` (µs), `tag`, `value`. */
export async function* influxDays(
  server: InfluxServer,
  { keys, from, to, dir }: { keys: readonly string[]; from: Micros; to: Micros; dir: string },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const series = keys.map(seriesOf).filter((one) => one !== undefined);
  if (series.length === 0)
    throw new EdgeError("bad-request", "no name of the mapping is a series; write measurement,tag=value field");
  for (let day = from; day < to; day += DAY_US) {
    const path = join(dir, `influx-${new Date(day / 1000).toISOString().slice(0, 10)}.csv`);
    const range = { from: day, to: Math.min(day + DAY_US, to) };
    await pipeline(linesOf(server, { series, ...range }, signal), createWriteStream(path), { signal });
    yield path;
  }
}

/** Keys of all series with fields, for a first mapping. */
export async function influxKeys(server: InfluxServer, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  if (server.api === "v2") {
    const flux = `from(bucket: ${text(server.bucket)}) |> range(start: 1980-01-01T00:00:00Z) |> last()
      |> drop(columns: ["_start", "_stop", "_time", "_value"])`;
    for await (const row of csvRows(await ask(server, { flux }, signal))) found.push(keyOf(row));
  } else {
    const fields = new Map<string, string[]>();
    for await (const { name = "", values = [] } of seriesIn(await ask(server, { q: "SHOW FIELD KEYS" }, signal)))
      fields.set(name, [...(fields.get(name) ?? []), ...values.map(([field]) => String(field))]);
    for await (const { values = [] } of seriesIn(await ask(server, { q: "SHOW SERIES" }, signal)))
      for (const [key] of values) {
        const measurement = plain(/^(?:\\.|[^\\,])+/.exec(String(key))?.[0] ?? "");
        for (const field of fields.get(measurement) ?? []) found.push(`${String(key)} ${escaped(field)}`);
      }
  }
  if (found.length > MOST_SERIES)
    throw new EdgeError("too-large", `the database has ${found.length} series, at most ${MOST_SERIES} are listed`);
  return found;
}

interface Wanted {
  readonly series: readonly Series[];
  readonly from: Micros;
  readonly to: Micros;
}

async function* linesOf(
  server: InfluxServer,
  { series, ...range }: Wanted,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield "time,tag,value\n";
  for (let first = 0; first < series.length; first += AT_ONCE)
    yield* readingsOf(server, { series: series.slice(first, first + AT_ONCE), ...range }, signal);
}

async function* readingsOf(server: InfluxServer, wanted: Wanted, signal: AbortSignal): AsyncGenerator<string> {
  if (server.api === "v1") {
    const answer = await ask(server, { q: wanted.series.map((one) => influxQl(one, wanted)).join("; ") }, signal);
    for await (const { statement, values = [] } of seriesIn(answer)) {
      const key = cell((wanted.series[statement] as Series).key);
      yield values.map(([time, value]) => `${time},${key},${cell(String(value))}\n`).join("");
    }
    return;
  }
  const flux = wanted.series.map((one, at) => fluxOf(one, at, server.bucket, wanted)).join("\n");
  for await (const row of csvRows(await ask(server, { flux }, signal))) {
    const series = wanted.series[Number(row.get("result"))];
    const time = Date.parse(row.get("_time") ?? "") * 1000 + microsOf(row.get("_time") ?? "");
    if (series !== undefined) yield `${time},${cell(series.key)},${cell(row.get("_value") ?? "")}\n`;
  }
}

function influxQl({ measurement, field, tags }: Series, { from, to }: Wanted): string {
  const where = tags.map(
    ([name, value]) => `${quoted(name)} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
  );
  const range = [`time >= ${from}u`, `time < ${to}u`];
  return `SELECT ${quoted(field)} FROM ${quoted(measurement)} WHERE ${[...where, ...range].join(" AND ")}`;
}

function fluxOf({ measurement, field, tags }: Series, at: number, bucket: string, { from, to }: Wanted): string {
  const is = [["_measurement", measurement], ["_field", field], ...tags].map(
    ([name = "", value = ""]) => `r[${text(name)}] == ${text(value)}`,
  );
  const [start, stop] = [from, to].map((time) => new Date(time / 1000).toISOString());
  return `from(bucket: ${text(bucket)}) |> range(start: ${start}, stop: ${stop})
    |> filter(fn: (r) => ${is.join(" and ")}) |> keep(columns: ["_time", "_value"]) |> yield(name: "${at}")`;
}

/** Asks and returns the answer's lines. Throws EdgeError `unavailable` with what the server says. */
async function ask(
  server: InfluxServer,
  { q, flux }: { q?: string; flux?: string },
  signal: AbortSignal,
): Promise<AsyncGenerator<string>> {
  const { url, database, org, user, password, token } = server;
  const secret = q === undefined ? `Token ${token}` : `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const isOpen = q === undefined ? token === "" : user === "";
  const [path, type, body] =
    q === undefined
      ? [
          `/api/v2/query?${new URLSearchParams({ org })}`,
          "application/json",
          JSON.stringify({ query: flux, dialect: { header: true, annotations: [] } }),
        ]
      : [
          `/query?${new URLSearchParams({ db: database, epoch: "u", chunked: "true", chunk_size: CHUNK_ROWS })}`,
          "application/x-www-form-urlencoded",
          new URLSearchParams({ q }).toString(),
        ];
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      method: "POST",
      headers: { "content-type": type, ...(isOpen ? {} : { authorization: secret }) },
      body,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    });
  } catch (error) {
    throw new EdgeError("unavailable", `InfluxDB at ${url} does not answer (${causeInWords(causeOf(error)).en})`);
  }
  if (!response.ok || response.body === null) {
    const said = await refusalText(response, server).catch(() => "");
    throw new EdgeError("unavailable", `InfluxDB at ${url} answers HTTP ${response.status}: ${said}`);
  }
  return linesIn(response.body);
}

function keyOf(row: ReadonlyMap<string, string>): string {
  const tags = [...row].filter(
    ([name, value]) => value !== "" && !["", "result", "table"].includes(name) && name[0] !== "_",
  );
  const named = tags.map(([name, value]) => `,${escaped(name)}=${escaped(value)}`).sort();
  return `${escaped(row.get("_measurement") ?? "")}${named.join("")} ${escaped(row.get("_field") ?? "")}`;
}

/** Microseconds below the millisecond of an RFC 3339 time. */
function microsOf(time: string): number {
  return Number((/\.\d{3}(\d{1,3})/.exec(time)?.[1] ?? "0").padEnd(3, "0"));
}

function cell(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""').replaceAll(/[\r\n]+/g, " ")}"` : value;
}

function quoted(name: string): string {
  return `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** A text in Flux. Its only interpolation is `${`. */
function text(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("${", "\\${")}"`;
}

function plain(escapedText: string): string {
  return escapedText.replaceAll(/\\(.)/g, "$1");
}

function escaped(name: string): string {
  return name.replaceAll(/[,= ]/g, "\\$&");
}
