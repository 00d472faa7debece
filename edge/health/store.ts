/** State of the health of a plant on disk, with the position in the commit log up to which it is complete. */
import { deserialize, serialize } from "node:v8";
import type { Logger } from "pino";
import type { FollowerMark } from "../contracts/path/follower.ts";
import { type FollowedLog, openDatabase } from "../store/open-database.ts";
import type { TableFile } from "../store/table-file.ts";

const MIGRATIONS = [
  `CREATE TABLE part (key TEXT PRIMARY KEY, form INTEGER NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
   CREATE TABLE mark (name TEXT PRIMARY KEY, value REAL) WITHOUT ROWID`,
];

/** Something with a state in the file, by a key that never changes. */
export interface StoredPart {
  readonly key: string;
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

  /** Restores the parts. A part that is new, or whose form has changed, starts empty. */
  restore(parts: Iterable<StoredPart>): void {
    for (const { key, form, part } of parts) {
      const row = this.#tables.get("SELECT state FROM part WHERE key = ? AND form = ?", key, form);
      if (row !== undefined) part.restore(deserialize(row["state"] as Uint8Array) as never);
    }
  }

  /** Writes all parts, or none if it throws. */
  write(parts: Iterable<StoredPart>, { position, time }: FollowerMark): void {
    this.#tables.transaction(() => {
      for (const { key, form, part } of parts)
        this.#tables.run("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", key, form, serialize(part.snapshot()));
      this.#tables.run("INSERT OR REPLACE INTO mark VALUES (?, ?)", "position", position);
      this.#tables.run("INSERT OR REPLACE INTO mark VALUES (?, ?)", "time", Number.isNaN(time) ? null : time);
    });
  }

  close(): void {
    this.#tables.close();
  }
}
