/** The file of a book that follows the log: its own tables, named states that it continues from, and its mark. */
import type { Logger } from "pino";
import type { FollowerMark } from "../contracts/path/follower.ts";
import { type FollowedLog, openDatabase } from "./open-database.ts";
import { fromText, KeptTexts } from "./record-text.ts";
import type { TableFile } from "./table-file.ts";

/** A table that the first migration of such a book makes; like every released migration, it never changes. */
export const STATE_TABLE = "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";

interface BookFile {
  readonly path: string;
  readonly migrations: readonly string[];
  readonly log: Logger;
  readonly follows?: FollowedLog | undefined;
}

/** A book's store extends it by the reading and writing of its tables. */
export class BookTables {
  /** Note for operators about the opening of the file. */
  readonly note: string | undefined;
  protected readonly tables: TableFile;
  readonly #texts = new KeptTexts();

  constructor({ path, migrations, log, follows }: BookFile) {
    const { tables, note } = openDatabase({ path, kind: "derived", migrations, log, follows });
    this.tables = tables;
    this.note = note;
  }

  get mark(): FollowerMark {
    return { position: Number(this.state("position") ?? 0), time: Number(this.state("time") ?? Number.NaN) };
  }

  close(): void {
    this.tables.close();
  }

  /** Undefined: it was never written. */
  state(name: string): unknown {
    const row = this.tables.get("SELECT value FROM state WHERE name = ?", name);
    return row === undefined ? undefined : fromText(row["value"] as string);
  }

  /** Writes rows and states at once; when it throws, none is written. */
  protected writeAll(state: Readonly<Record<string, unknown>>, rows: () => void): void {
    const texts = this.#texts.changed(state);
    this.tables.transaction(() => {
      rows();
      for (const text of texts) this.tables.run("INSERT OR REPLACE INTO state VALUES (?, ?)", ...text);
    });
    this.#texts.written(texts);
  }
}
