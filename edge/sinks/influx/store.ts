import { reasonFor } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { SampleStore, StoredColumns, StoredRange, StoredRows } from "../../contracts/path/sample-store.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { refusalText } from "../../observe/without-credentials.ts";
import { authorizationOf } from "./authorization.ts";
import type { InfluxConfig } from "./config.ts";
import { cleanName, measurementOf, seriesTags } from "./line-names.ts";

const CHUNK_ROWS = 10_000;
/** Bound of samples in one question: 120 MB if all were kept. */
const MAX_ROWS = 5_000_000;
/** Longer than any chunk of numbers or texts (rule L8). */
const MAX_CHUNK_BYTES = 64 * 1024 * 1024;
const EARLIEST_US = -9_000_000_000_000_000;

type Cell = number | string | boolean | null;

interface Answer {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly { readonly values?: readonly (readonly Cell[])[] }[];
  }[];
  readonly error?: string;
}

/**
 * Reads the sink's data back, in InfluxQL over `/query`, which InfluxDB 1.x, 2.x and 3 Core answer. Everything but a
 * tag's names is a number, and names are quoted, so no question can become another one.
 */
export class InfluxStore implements SampleStore {
  readonly #config: InfluxConfig;
  readonly #tags: Pick<TagTable, "at">;
  readonly #names: { readonly edgeId: string; readonly site: string };

  constructor(config: InfluxConfig, tags: Pick<TagTable, "at">, names: { edgeId: string; site: string }) {
    this.#config = config;
    this.#tags = tags;
    this.#names = names;
  }

  async rows(ref: TagRef, range: StoredRange, visit: (rows: StoredRows) => void): Promise<void> {
    const tag = this.#tagOf(ref);
    if (tag.type === "text" || tag.type === "waveform") return;
    let rows = 0;
    await this.#ask(`SELECT ${fieldsOf(tag)} ${this.#from(tag)} ${within(range)}`, (values) => {
      rows += values.length;
      if (rows > MAX_ROWS)
        throw new EdgeError(
          "bad-request",
          `there are more than ${MAX_ROWS} samples of this tag in the range; ask for a shorter one`,
        );
      visit(rowsOf(values));
    });
  }

  async before(ref: TagRef, time: number): Promise<StoredRows> {
    const tag = this.#tagOf(ref);
    let found: readonly (readonly Cell[])[] = [];
    await this.#ask(
      `SELECT ${fieldsOf(tag)} ${this.#from(tag)} ${within({ from: EARLIEST_US, to: time })} ` +
        "ORDER BY time DESC LIMIT 1",
      (values) => {
        found = values;
      },
    );
    return rowsOf(tag.type === "text" || tag.type === "waveform" ? [] : found);
  }

  async raw(
    ref: TagRef,
    range: StoredRange,
    limit: number,
  ): Promise<StoredRows & { readonly texts: readonly (string | null)[] }> {
    const tag = this.#tagOf(ref);
    const found: (readonly Cell[])[] = [];
    await this.#ask(
      `SELECT ${fieldsOf(tag)} ${this.#from(tag)} ${within(range)} LIMIT ${Math.floor(limit)}`,
      (values) => {
        found.push(...values);
      },
    );
    return { ...rowsOf(found), texts: found.map(([, value]) => (typeof value === "string" ? value : null)) };
  }

  async columns(ref: TagRef, range: StoredRange, step: number): Promise<StoredColumns | undefined> {
    const tag = this.#tagOf(ref);
    // InfluxQL has no minimum and no mean of booleans.
    if (tag.type === "boolean") return undefined;
    const none = {
      times: new Float64Array(0),
      min: new Float64Array(0),
      max: new Float64Array(0),
      mean: new Float64Array(0),
      last: new Float64Array(0),
      statuses: new Float64Array(0),
    };
    if (tag.type !== "number" && tag.type !== "enum") return none;
    const [value, quality] = [quoted(tag.signal), quoted(`${tag.signal}_q`)];
    const found: (readonly Cell[])[] = [];
    const phase = ((range.from % step) + step) % step;
    const question =
      `SELECT min(${value}), max(${value}), mean(${value}), last(${value}), max(${quality}) ` +
      `${this.#from(tag)} ${within(range)} GROUP BY time(${step}u, ${phase}u) fill(none)`;
    await this.#ask(question, (values) => {
      found.push(...values);
    });
    const column = (index: number): Float64Array => Float64Array.from(found, (row) => numberOf(row[index]));
    return {
      times: Float64Array.from(found, ([time]) => Math.max(range.from, time as number)),
      min: column(1),
      max: column(2),
      mean: column(3),
      last: column(4),
      statuses: column(5),
    };
  }

  #tagOf(ref: TagRef): Tag {
    const tag = this.#tags.at(ref);
    if (tag === undefined) throw new EdgeError("not-found", "the tag is not in the config any more");
    return tag;
  }

  /** The one series that holds a tag. */
  #from(tag: Tag): string {
    const tags = seriesTags(tag, this.#names);
    // An asset's own tags have no component; InfluxQL finds series without the tag by `''`.
    const wanted = tags.some(([key]) => key === "component") ? tags : [...tags, ["component", ""] as const];
    const conditions = wanted.map(([key, value]) => `${quoted(key)} = '${escaped(cleanName(value))}'`);
    return `FROM ${quoted(measurementOf(tag.component))} WHERE ${conditions.join(" AND ")}`;
  }

  /** Passes on the rows of the answer, chunk by chunk. */
  async #ask(q: string, visit: (values: readonly (readonly Cell[])[]) => void): Promise<void> {
    const { url, timeoutMs } = this.#config;
    const query = new URLSearchParams({
      ...databaseOf(this.#config),
      epoch: "u",
      chunked: "true",
      chunk_size: String(CHUNK_ROWS),
      q,
    });
    try {
      const response = await fetch(new URL(`/query?${query}`, url), {
        headers: { accept: "application/json", ...authorizationOf(this.#config) },
        signal: AbortSignal.timeout(timeoutMs),
        redirect: "manual",
      });
      if (response.body === null || !response.ok)
        throw new Error(`HTTP ${response.status} ${await refusalText(response, this.#config)}`);
      for await (const line of linesOf(response.body)) take(JSON.parse(line) as Answer, visit);
    } catch (error) {
      if (error instanceof EdgeError) throw error;
      throw new EdgeError(
        "unavailable",
        `${url} does not answer questions about history: ${reasonFor(error, { place: url })}`,
        { cause: error },
      );
    }
  }
}

function take({ error, results = [] }: Answer, visit: (values: readonly (readonly Cell[])[]) => void): void {
  const problem = error ?? results.find((result) => result.error !== undefined)?.error;
  if (problem !== undefined) throw new Error(problem);
  for (const { series = [] } of results) for (const { values = [] } of series) if (values.length > 0) visit(values);
}

/** Lines of a body, none longer than a chunk can be. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() as string;
    if (rest.length > MAX_CHUNK_BYTES) throw new Error("an answer without an end: is this an InfluxDB?");
    for (const part of parts) if (part.trim() !== "") yield part;
  }
  if (rest.trim() !== "") yield rest;
}

/** 1.8 and 2.x name a bucket `database/retention policy`; a bucket without one is a database by itself. */
function databaseOf({ api, bucket, database, retentionPolicy }: InfluxConfig): Record<string, string> {
  const [db = "", rp = ""] = api === "v1" ? [database, retentionPolicy] : bucket.split("/");
  return rp === "" ? { db } : { db, rp };
}

function fieldsOf({ signal }: Tag): string {
  return `${quoted(signal)}, ${quoted(`${signal}_q`)}`;
}

/** Whole µs; `Number` writes them without an exponent up to 2^53. */
function within({ from, to }: StoredRange): string {
  return `AND time >= ${Math.floor(from)}u AND time < ${Math.floor(to)}u`;
}

function rowsOf(values: readonly (readonly Cell[])[]): StoredRows {
  return {
    times: Float64Array.from(values, ([time]) => time as number),
    values: Float64Array.from(values, ([, value]) => numberOf(value)),
    statuses: Uint32Array.from(values, ([, , status]) => numberOf(status)),
  };
}

function numberOf(cell: Cell | undefined): number {
  return typeof cell === "number" ? cell : typeof cell === "boolean" ? Number(cell) : Number.NaN;
}

function quoted(name: string): string {
  return `"${cleanName(name).replaceAll('"', '\\"')}"`;
}

function escaped(text: string): string {
  return text.replaceAll("'", "\\'");
}
