/** Statements and transactions on one open file of tables. The only place of the edge that prepares statements. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { setAsideIfDamaged } from "./damaged-database.ts";
import { transaction } from "./transaction.ts";

/**
 * `derived`: follows the commit log and can be made again from it as far back as the log reaches. A commit need not
 * wait for the disk: after a power cut the file is at an earlier commit, never between two. A damaged file is moved
 * aside and replaced by a new one. `record`: contains data that exists nowhere else. A commit is on disk before it is
 * answered, and a damaged file is never replaced.
 */
export type StoreKind = "derived" | "record";

export type Row = Record<string, unknown>;

/** The largest book has some forty statements. At the bound the least recently used one goes, and is prepared again. */
const MAX_STATEMENTS = 100;

/**
 * Each SQL text is prepared once and kept until the file is closed (rule FS16). A call that finds a derived file
 * damaged closes it, moves it aside and throws `DamagedFile`.
 */
export class TableFile {
  readonly #database: DatabaseSync;
  readonly #kind: StoreKind;
  /** Least recently used first. */
  readonly #statements = new Map<string, StatementSync>();
  #prepared = 0;

  constructor(database: DatabaseSync, kind: StoreKind) {
    this.#database = database;
    this.#kind = kind;
  }

  /** Number of prepared statements. Far more than the number of SQL texts means that the bound is too low. */
  get prepared(): number {
    return this.#prepared;
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#sound(() => this.#statement(sql).run(...values));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#sound(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#sound(() => this.#statement(sql).all(...values));
  }

  /**
   * Visits the rows one by one, for more rows than memory should hold. Prepares a new statement, because the same SQL
   * may run meanwhile.
   */
  each(sql: string, visit: (row: Row) => void): void {
    this.#sound(() => {
      this.#prepared++;
      for (const row of this.#database.prepare(sql).iterate()) visit(row);
    });
  }

  /** All of it or nothing. */
  transaction(work: () => void): void {
    this.#sound(() => transaction(this.#database, work));
  }

  /** Closes the file and its statements. A second call does nothing. */
  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql);
    this.#prepared++;
    if (this.#statements.size >= MAX_STATEMENTS)
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    return statement;
  }

  #sound<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#kind === "derived" ? setAsideIfDamaged(this.#database, error) : error;
    }
  }
}
