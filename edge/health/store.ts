/** State of the health of a plant on disk, with the position in the commit log up to which it is complete. */
import { deserialize, serialize } from "node:v8";
import type { Logger } from "pino";
import type { FollowerMark } from "../contracts/path/follower.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { type FollowedLog, openDatabase } from "../store/open-database.ts";
import type { Row, TableFile } from "../store/table-file.ts";

const MIGRATIONS = [
  `CREATE TABLE part (key TEXT PRIMARY KEY, form INTEGER NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
   CREATE TABLE mark (name TEXT PRIMARY KEY, value REAL) WITHOUT ROWID`,
  "CREATE TABLE gone (key TEXT PRIMARY KEY, since REAL NOT NULL) WITHOUT ROWID",
];

/** Log time for which a part is kept that the config no longer has, and how many such parts are kept at most. */
const KEEP_GONE_US = 30 * 86_400e6;
const MOST_GONE = 2_000;

/** Key of the rows' note of what each part went by, which files of earlier edges lack. */
const INPUTS = "inputs of parts";

/** Something with a state in the file, by a key that never changes. */
export interface StoredPart {
  readonly key: string;
  /** The subjects of the columns of its state, such as tags; a state about others is not read. */
  readonly inputs?: string;
  /** Form of its state; a stored state of another form is not read. */
  readonly form: number;
  readonly part: { snapshot(): unknown; restore(state: never): void };
}

export class HealthStore {
  readonly #tables: TableFile;
  /** Note for operators about the opening of the file. */
  readonly note: string | undefined;

  constructor(path: string, log: Logger, follows: FollowedLog) {
    const { tables, note } = openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log, follows });
    this.#tables = tables;
    this.note = note;
  }

  get mark(): FollowerMark {
    const stored = (name: string): unknown =>
      this.#tables.get("SELECT value FROM mark WHERE name = ?", name)?.["value"];
    return { position: Number(stored("position") ?? 0), time: Number(stored("time") ?? Number.NaN) };
  }

  /** Restores the parts. A part that is new, or whose form or inputs have changed, starts empty. */
  restore(parts: Iterable<StoredPart>): void {
    const stored = (this.#stateOf(INPUTS, 1) ?? new Map()) as ReadonlyMap<string, string>;
    for (const { key, form, inputs, part } of parts) {
      if (inputs !== undefined && (stored.get(key) ?? inputs) !== inputs) continue;
      const state = this.#stateOf(key, form);
      if (state !== undefined) part.restore(state as never);
    }
  }

  /** Writes all parts, or none if it throws. */
  write(parts: Iterable<StoredPart>, { position, time }: FollowerMark): void {
    this.#tables.transaction(() => {
      const put = (key: string, form: number, state: unknown) =>
        this.#tables.run("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", key, form, serialize(state));
      const written = new Map<string, string>();
      const keys = new Set([INPUTS]);
      for (const { key, form, inputs, part } of parts) {
        put(key, form, part.snapshot());
        keys.add(key);
        if (inputs !== undefined) written.set(key, inputs);
      }
      put(INPUTS, 1, written);
      this.#retire(keys, time);
      this.#tables.run("INSERT OR REPLACE INTO mark VALUES (?, ?)", "position", position);
      this.#tables.run("INSERT OR REPLACE INTO mark VALUES (?, ?)", "time", Number.isNaN(time) ? null : time);
    });
  }

  close(): void {
    this.#tables.close();
  }

  /** Deletes parts that the config has not had for long (rule HB17). `keys`: all that it has. */
  #retire(keys: ReadonlySet<string>, time: Micros): void {
    if (Number.isNaN(time)) return;
    const stored = this.#tables.all("SELECT part.key, since FROM part LEFT JOIN gone ON gone.key = part.key");
    const gone = stored.filter(({ key }) => !keys.has(key as string));
    for (const { key, since } of stored)
      if (since !== null && keys.has(key as string)) this.#tables.run("DELETE FROM gone WHERE key = ?", key as string);
    const sinceOf = ({ since }: Row): Micros => (since === null ? time : Math.min(Number(since), time));
    const newestFirst = gone.sort((a, b) => sinceOf(b) - sinceOf(a));
    for (const [at, row] of newestFirst.entries()) {
      const key = row["key"] as string;
      if (at >= MOST_GONE || time - sinceOf(row) > KEEP_GONE_US) {
        this.#tables.run("DELETE FROM part WHERE key = ?", key);
        this.#tables.run("DELETE FROM gone WHERE key = ?", key);
      } else if (row["since"] !== sinceOf(row))
        this.#tables.run("INSERT OR REPLACE INTO gone VALUES (?, ?)", key, sinceOf(row));
    }
  }

  #stateOf(key: string, form: number): unknown {
    const row = this.#tables.get("SELECT state FROM part WHERE key = ? AND form = ?", key, form);
    return row === undefined ? undefined : deserialize(row["state"] as Uint8Array);
  }
}
