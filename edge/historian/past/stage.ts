/**
 * Brings tables of past samples of any origin into one form on disk, and counts the outcome of each reading. Memory is
 * bounded for tables of any size: DuckDB works in chunks and keeps the rest in the folder.
 */
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { headOf, type TableHead } from "./look-at.ts";
import { FIRST_BAD, literal, OUTCOME, outcomesOf, readingsOf } from "./stage-sql.ts";
import type { BadReading, BadReason, MappedTag, TableCounts, TablePlan } from "./table-plan.ts";

const MEMORY_MB = 768;
const MOST_NAMED = 20;
const MOST_TEXT = 80;
const HOUR_US = 3_600e6;

export interface StagePlan {
  /** Empty folder for the staged samples: as large as the tables, or smaller. */
  readonly dir: string;
  /** IANA zone of times without an offset. */
  readonly timeZone: string;
  readonly mapped: readonly MappedTag[];
  /** Names that are left out on purpose. */
  readonly ignored: readonly string[];
}

export class Stage implements AsyncDisposable {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly #plan: StagePlan;
  readonly #files: string[] = [];
  readonly #hours = new Map<number, number>();
  #span = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, plan: StagePlan) {
    this.#instance = instance;
    this.connection = connection;
    this.#plan = plan;
  }

  static async open(plan: StagePlan): Promise<Stage> {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${MEMORY_MB}MB`,
      threads: "2",
      preserve_insertion_order: "true",
      temp_directory: join(plan.dir, "spill"),
    });
    const connection = await instance.connect();
    const stage = new Stage(instance, connection, plan);
    await connection.run(`SET TimeZone = ${literal(plan.timeZone)}`);
    await stage.#fillMapped();
    return stage;
  }

  /** Files with the staged samples. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** Names that the mapping gives a tag. */
  get names(): readonly string[] {
    return this.#plan.mapped.map(({ from }) => from);
  }

  /** Whether a tag is a text. */
  get hasTexts(): boolean {
    return this.#plan.mapped.some(({ type }) => type === "text");
  }

  /** Times of the first and the last used sample. */
  get span(): { readonly first: Micros; readonly last: Micros } {
    return this.#span;
  }

  /** Used samples by hour since 1970. */
  get hours(): ReadonlyMap<number, number> {
    return this.#hours;
  }

  /** Adds a table. Throws EdgeError that names it. */
  async add(plan: TablePlan): Promise<TableCounts> {
    const head = await headOf(this.connection, plan.path, plan.separator);
    refuseMissing(plan, head);
    const file = join(this.#plan.dir, `past-${this.#files.length}.parquet`);
    const readings = readingsOf(plan, head, this.#plan.timeZone);
    try {
      await this.connection.run(
        `COPY (${outcomesOf(readings, plan, head.columns.length)}) TO ${literal(file)} (FORMAT parquet)`,
      );
    } catch (error) {
      throw new EdgeError(
        "bad-request",
        `${plan.path} cannot be read: ${reasonOf(error)}. The staged samples need room in ${this.#plan.dir}`,
      );
    }
    this.#files.push(file);
    const each = plan.form === "wide" ? Math.max(1, head.columns.length - 1) : 1;
    return { path: plan.path, ...(await this.#countsOf(file, each)) };
  }

  /** Times of texts as ISO 8601, in the zone where they have no offset; NaN where they are none. */
  async timesOf(texts: readonly string[]): Promise<readonly number[]> {
    if (texts.length === 0) return [];
    const list = texts.map(literal).join(", ");
    const rows = await this.#rows(
      `SELECT coalesce(epoch_us(TRY_CAST(t AS TIMESTAMPTZ)), 'NaN'::DOUBLE)::DOUBLE FROM
         (SELECT unnest([${list}]) AS t, unnest(range(${texts.length})) AS i) ORDER BY i`,
    );
    return rows.map(([time]) => Number(time));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.closeSync();
    this.#instance.closeSync();
    await Promise.resolve();
  }

  async #fillMapped(): Promise<void> {
    await this.connection.run(
      `CREATE TABLE mapped (name VARCHAR, ref UINTEGER, type VARCHAR, factor DOUBLE, "offset" DOUBLE);
       CREATE TABLE labels (ref UINTEGER, label VARCHAR, value DOUBLE)`,
    );
    const mapped = await this.connection.createAppender("mapped");
    const row = (from: string, { ref, type, factor, offset }: Omit<MappedTag, "from" | "labels" | "type"> & Typed) => {
      mapped.appendVarchar(from);
      mapped.appendUInteger(ref);
      mapped.appendVarchar(type);
      mapped.appendDouble(factor);
      mapped.appendDouble(offset);
      mapped.endRow();
    };
    for (const { from, ...tag } of this.#plan.mapped) row(from, tag);
    for (const from of this.#plan.ignored)
      row(from, { ref: 0 as MappedTag["ref"], type: "ignored", factor: 1, offset: 0 });
    mapped.closeSync();
    const labels = await this.connection.createAppender("labels");
    const known = new Set<string>();
    for (const { ref, labels: of } of this.#plan.mapped)
      for (const { value, zh, en } of of)
        for (const label of [zh, en].map((text) => text.trim().toLowerCase())) {
          if (known.has(`${ref} ${label}`)) continue;
          known.add(`${ref} ${label}`);
          labels.appendUInteger(ref);
          labels.appendVarchar(label);
          labels.appendDouble(value);
          labels.endRow();
        }
    labels.closeSync();
  }

  async #countsOf(file: string, each: number): Promise<Omit<TableCounts, "path">> {
    const staged = `read_parquet(${literal(file)})`;
    const counted = await this.#rows(
      `SELECT outcome::INTEGER, count(*)::DOUBLE, count(*) FILTER (back)::DOUBLE FROM ${staged} GROUP BY outcome`,
    );
    const of = (...outcomes: number[]): number =>
      counted.reduce((sum, [outcome, count]) => sum + (outcomes.includes(Number(outcome)) ? Number(count) : 0), 0);
    for (const [hour, count, first, last] of await this.#rows(
      `SELECT (us // ${HOUR_US})::DOUBLE, count(*)::DOUBLE, min(us)::DOUBLE, max(us)::DOUBLE FROM ${staged}
       WHERE outcome = ${OUTCOME.used} GROUP BY 1`,
    )) {
      this.#hours.set(Number(hour), (this.#hours.get(Number(hour)) ?? 0) + Number(count));
      this.#span = {
        first: Math.min(this.#span.first, Number(first)),
        last: Math.max(this.#span.last, Number(last)),
      };
    }
    const { fields, time, value, quality } = OUTCOME;
    const readings = counted.reduce((sum, [, count]) => sum + Number(count), 0);
    return {
      lines: readings / each,
      readings,
      used: of(OUTCOME.used),
      unmapped: of(OUTCOME.unmapped),
      ignored: of(OUTCOME.ignored),
      empty: of(OUTCOME.empty),
      bad: of(fields, time, value, quality),
      outOfOrder: counted.reduce((sum, [, , back]) => sum + Number(back), 0),
      firstBad: (
        await this.#rows(
          `SELECT DISTINCT line::DOUBLE, given, outcome::INTEGER FROM ${staged} WHERE outcome >= ${FIRST_BAD}
           ORDER BY 1 LIMIT ${MOST_NAMED}`,
        )
      ).map(badReading),
      unmappedNames: (
        await this.#rows(
          `SELECT given, count(*)::DOUBLE FROM ${staged} WHERE outcome = ${OUTCOME.unmapped}
           GROUP BY given ORDER BY 2 DESC, 1 LIMIT ${MOST_NAMED}`,
        )
      ).map(([given, count]) => ({ name: cut(given), count: Number(count) })),
    };
  }

  async #rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.connection.runAndReadAll(sql)).getRowsJS();
  }
}

interface Typed {
  readonly type: string;
}

const REASONS: ReadonlyMap<number, BadReason> = new Map([
  [OUTCOME.fields, "fields"],
  [OUTCOME.time, "time"],
  [OUTCOME.value, "value"],
  [OUTCOME.quality, "quality"],
]);

function badReading([line, given, outcome]: readonly unknown[]): BadReading {
  return { line: Number(line), text: cut(given), reason: REASONS.get(Number(outcome)) ?? "value" };
}

function cut(text: unknown): string {
  return String(text ?? "").slice(0, MOST_TEXT);
}

function refuseMissing({ path, form, columns, separator }: TablePlan, head: TableHead): void {
  const needed =
    form === "wide"
      ? [columns.time]
      : [columns.time, columns.tag, columns.value, ...(columns.quality === undefined ? [] : [columns.quality])];
  const missing = needed.filter((column) => !head.columns.includes(column));
  if (missing.length === 0) return;
  const has = head.columns.slice(0, MOST_NAMED).join(", ");
  throw new EdgeError(
    "bad-request",
    `${path} has no column ${missing.join(", ")}; it has ${has}. Correct \`columns\` or \`separator\` ("${separator}")`,
  );
}
