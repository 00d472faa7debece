/** Questions about what the database has of one edge's log. */
import { EdgeError } from "../../../contracts/errors.ts";
import { whyNot } from "./refusal.ts";
import { RowReader } from "./row-reader.ts";
import type { ClickHouseServer } from "./server.ts";

type Format = "RowBinary" | "JSONCompactEachRow";
type Table = "samples" | "events" | "tags" | "waveforms" | "days" | "minutes" | "hours";

export class LogQuestions {
  readonly #server: ClickHouseServer;
  readonly #log: bigint;

  constructor(server: ClickHouseServer, log: bigint) {
    this.#server = server;
    this.#log = log;
  }

  /** The rows of a table that belong to the log, each key once: what FROM and WHERE begin with. */
  of(table: Table): string {
    return `FROM ${this.#server.database}.${table} FINAL WHERE log = ${this.#log}`;
  }

  async rows(sql: string): Promise<RowReader> {
    return new RowReader(await this.#ask(sql, "RowBinary", {}));
  }

  /** For rare rows. `params`: values from outside. */
  async values(sql: string, params: Readonly<Record<string, string>> = {}): Promise<unknown[][]> {
    const lines = (await this.#ask(sql, "JSONCompactEachRow", params)).toString("utf8").split("\n");
    return lines.filter(Boolean).map((line) => JSON.parse(line) as unknown[]);
  }

  async #ask(sql: string, format: Format, params: Readonly<Record<string, string>>): Promise<Buffer> {
    try {
      return await this.#server.ask({ sql: `${sql} FORMAT ${format}`, params });
    } catch (error) {
      if (error instanceof EdgeError && error.code === "bad-request") throw error;
      throw new EdgeError("unavailable", whyNot(error, this.#server.url), { cause: error });
    }
  }
}
