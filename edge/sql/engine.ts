/** The database of one statement: it parses, loads, locks itself, and answers. */
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from "@duckdb/node-api";
import { isNode, type Node } from "./check/ast.ts";
import { mentionsOf, reachOf, timeQuery } from "./check/bounds.ts";
import { onlyStatement, viewsOf } from "./check/statement.ts";
import { loadFresh } from "./load-fresh.ts";
import type { Needs, Order, Supplies } from "./protocol.ts";
import { oneLine, refusal } from "./refusals.ts";
import { ARRIVING, freshStatements, loadStatements, NAME_TAGS, viewStatement } from "./views.ts";

/** Two of them read 10 million samples in a second and a half; more would take cores from the edge. */
const THREADS = "2";
const TIME_TEMPLATE = "SELECT epoch_us(CAST(0 AS TIMESTAMP WITH TIME ZONE))";

/** What the statements of a database have in common. */
type About = Omit<Order, "statement">;

export class Engine {
  readonly #connection: DuckDBConnection;
  readonly #order: About;

  private constructor(connection: DuckDBConnection, order: About) {
    this.#connection = connection;
    this.#order = order;
  }

  /** In memory alone, without extensions, and without a folder to spill into. */
  static async open(order: About): Promise<Engine> {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${order.limits.memoryMb}MB`,
      threads: THREADS,
      temp_directory: "",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      allow_unsigned_extensions: "false",
      preserve_insertion_order: "false",
    });
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = '${order.timeZone.replaceAll("'", "''")}'`);
    return new Engine(connection, order);
  }

  /** What a statement needs. Throws EdgeError `bad-request` for one that may not run. */
  async check(text: string): Promise<Needs> {
    const statement = onlyStatement(await this.#parse(text));
    const views = [...viewsOf(statement)];
    const reach = await reachOf(mentionsOf(statement), this.#order, (bounds) => this.#timesOf(bounds));
    return { views, reach };
  }

  /** Takes the files, and locks the database: from here on it opens nothing but them. */
  async load({ tables, lent }: Supplies, { views, reach }: Needs): Promise<void> {
    const steps = loadStatements(tables);
    for (const step of tables.tags === undefined ? steps : [...steps, ...NAME_TAGS]) await this.#connection.run(step);
    let hasLate = false;
    if (lent !== undefined && reach !== undefined) {
      for (const step of ARRIVING) await this.#connection.run(step);
      await loadFresh(this.#connection, lent);
      for (const step of freshStatements(lent, reach)) await this.#connection.run(step);
      hasLate = lent.fresh.samples !== undefined && (await this.#count("_late")) > 0;
    }
    const content = lent === undefined || reach === undefined ? undefined : { lent, reach, hasLate };
    for (const view of views) await this.#connection.run(viewStatement(view, content));
    await this.#lock([...(lent?.samples ?? []), ...(lent?.texts ?? []), ...(lent?.events ?? [])]);
  }

  /** Rows as they are computed. */
  stream(text: string): Promise<DuckDBResult> {
    return this.#connection.stream(text);
  }

  /**
   * The answer as a Parquet file. The statement is written anew by the database, without comments and semicolons, and
   * not by way of JavaScript, whose numbers have fewer digits.
   */
  async copyTo(path: string, text: string): Promise<number> {
    const plain = await this.#textOf("SELECT json_deserialize_sql(json_serialize_sql($text::VARCHAR))", text);
    const copied = await this.#connection.runAndReadAll(`COPY (${plain}) TO '${path.replaceAll("'", "''")}'
      (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`);
    return Number(copied.getColumns()[0]?.[0] ?? 0);
  }

  async #lock(files: readonly string[]): Promise<void> {
    const list = [...files, ...(this.#order.format === "parquet" ? [this.#order.answer] : [])];
    await this.#connection.run(
      `SET allowed_paths = [${list.map((path) => `'${path.replaceAll("'", "''")}'`).join(", ")}]`,
    );
    for (const step of ["SET enable_external_access = false", "SET lock_configuration = true"])
      await this.#connection.run(step);
  }

  async #count(table: string): Promise<number> {
    return Number((await this.#connection.runAndReadAll(`SELECT count(*) FROM ${table}`)).getColumns()[0]?.[0]);
  }

  async #parse(statement: string): Promise<Node> {
    return nodeOf(await this.#textOf("SELECT json_serialize_sql($text::VARCHAR)", statement));
  }

  #text(statement: Node): Promise<string> {
    return this.#textOf("SELECT json_deserialize_sql($text::JSON)", JSON.stringify(statement));
  }

  async #textOf(sql: string, text: string): Promise<string> {
    return String((await this.#connection.runAndReadAll(sql, { text })).getColumns()[0]?.[0] ?? "");
  }

  async #timesOf(bounds: readonly Node[]): Promise<readonly number[]> {
    const times: number[] = [];
    for (const bound of bounds) {
      const query = await this.#text(timeQuery(await this.#parse(TIME_TEMPLATE), bound));
      const answer = await this.#connection.runAndReadAll(query).catch((error: Error) => {
        throw refusal("sql-bound", { why: oneLine(error.message) });
      });
      const micros = answer.getColumns()[0]?.[0];
      if (typeof micros !== "bigint") throw refusal("sql-bound-null");
      times.push(Number(micros));
    }
    return times;
  }
}

function nodeOf(json: string): Node {
  const parsed: unknown = JSON.parse(json);
  return isNode(parsed) ? parsed : {};
}
