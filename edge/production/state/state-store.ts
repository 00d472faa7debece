/** Reports of machines on disk, with the position in the commit log up to which they are complete. */
import type { Logger } from "pino";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { type FollowedLog, openDatabase } from "../../store/open-database.ts";
import type { TableFile } from "../../store/table-file.ts";
import type { MachineRecord } from "./machine-record.ts";
import { readRecord } from "./read-record.ts";

const MIGRATIONS = [
  `CREATE TABLE word (code INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
   CREATE TABLE machine (code INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE);
   CREATE TABLE change (machine INTEGER, stream INTEGER, time REAL, value REAL,
                        PRIMARY KEY (machine, stream, time)) WITHOUT ROWID;
   CREATE TABLE gap (machine INTEGER, from_at REAL, to_at REAL, PRIMARY KEY (machine, from_at, to_at)) WITHOUT ROWID;
   CREATE TABLE completion (machine INTEGER, time REAL, piece TEXT, start REAL, production_order TEXT,
                            variant TEXT, verdict TEXT, is_first INTEGER,
                            PRIMARY KEY (machine, time, piece)) WITHOUT ROWID;
   CREATE INDEX completion_piece ON completion (piece, machine);
   CREATE TABLE reason (machine INTEGER, stop_from REAL, reason TEXT, comment TEXT, said_by TEXT,
                        PRIMARY KEY (machine, stop_from)) WITHOUT ROWID;
   CREATE TABLE alert (machine INTEGER, uid TEXT, rule TEXT, priority INTEGER, raised REAL, ended REAL,
                       PRIMARY KEY (machine, uid)) WITHOUT ROWID;
   CREATE TABLE order_end (name TEXT PRIMARY KEY, started REAL, ended REAL, due REAL) WITHOUT ROWID;
   CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE published (machine INTEGER, time REAL, value REAL, PRIMARY KEY (machine, time)) WITHOUT ROWID`,
];

export type Write = readonly [sql: string, ...values: (string | number | null)[]];

export interface AlertSpan {
  readonly rule: string;
  readonly priority: number;
  readonly raised: Micros;
  /** Infinity: it is active. */
  readonly ended: Micros;
}

export interface GivenReason {
  readonly reason: string;
  readonly comment: string | null;
  readonly by: string;
}

export interface EndedOrder {
  readonly name: string;
  readonly started: Micros | null;
  readonly ended: Micros;
  readonly due: Micros | null;
}

export class StateStore {
  readonly #tables: TableFile;

  /** Note for operators about the opening of the file. */
  readonly note: string | undefined;

  constructor(path: string, log: Logger, follows?: FollowedLog) {
    const { tables, note } = openDatabase({ path, kind: "derived", migrations: MIGRATIONS, log, follows });
    this.#tables = tables;
    this.note = note;
  }

  close(): void {
    this.#tables.close();
  }

  write(writes: Iterable<Write>): void {
    this.#tables.transaction(() => {
      for (const [sql, ...values] of writes) this.#tables.run(sql, ...values);
    });
  }

  /** Numbers of machines; new machines get new ones. */
  machineCodes(uids: readonly string[]): ReadonlyMap<string, number> {
    this.write(uids.map((uid): Write => ["INSERT OR IGNORE INTO machine (uid) VALUES (?)", uid]));
    return new Map(
      this.#tables.all("SELECT uid, code FROM machine").map((row) => [String(row["uid"]), Number(row["code"])]),
    );
  }

  words(): string[] {
    const words: string[] = [];
    for (const row of this.#tables.all("SELECT code, word FROM word")) words[Number(row["code"])] = String(row["word"]);
    return words;
  }

  state(name: string): unknown {
    const [row] = this.#tables.all("SELECT value FROM state WHERE name = ?", name);
    return row === undefined ? undefined : JSON.parse(String(row["value"]));
  }

  /** One machine's record from `from` on, with the values that held then. */
  record(machine: number, streams: number, range: TimeRange): MachineRecord {
    return readRecord(this.#tables, machine, streams, range);
  }

  /** State changes that were published as samples and may still be corrected, in order of time. */
  published(machine: number): readonly (readonly [time: Micros, value: number])[] {
    const rows = this.#tables.all("SELECT time, value FROM published WHERE machine = ? ORDER BY time", machine);
    return rows.map((row) => [Number(row["time"]), Number(row["value"])]);
  }

  hasCompletion(machine: number, piece: string): boolean {
    return (
      this.#tables.all("SELECT 1 FROM completion WHERE piece = ? AND machine = ? LIMIT 1", piece, machine).length > 0
    );
  }

  reasons(machine: number, from: Micros, to: Micros): ReadonlyMap<Micros, GivenReason> {
    const rows = this.#tables.all(
      "SELECT * FROM reason WHERE machine = ? AND stop_from BETWEEN ? AND ?",
      machine,
      from,
      to,
    );
    return new Map(
      rows.map((row) => [
        Number(row["stop_from"]),
        {
          reason: String(row["reason"]),
          comment: row["comment"] === null ? null : String(row["comment"]),
          by: String(row["said_by"]),
        },
      ]),
    );
  }

  /** By uid. */
  alerts(machine: number, from: Micros, to: Micros): ReadonlyMap<string, AlertSpan> {
    const rows = this.#tables.all(
      "SELECT * FROM alert WHERE machine = ? AND raised < ? AND (ended IS NULL OR ended > ?)",
      machine,
      to,
      from,
    );
    return new Map(
      rows.map((row) => [
        String(row["uid"]),
        {
          rule: String(row["rule"]),
          priority: Number(row["priority"]),
          raised: Number(row["raised"]),
          ended: row["ended"] === null ? Number.POSITIVE_INFINITY : Number(row["ended"]),
        },
      ]),
    );
  }

  /** Newest change of any machine; NaN where there is none. */
  newest(): Micros {
    const [row] = this.#tables.all("SELECT max(time) AS newest FROM change");
    return row?.["newest"] == null ? Number.NaN : Number(row["newest"]);
  }

  endedOrders(from: Micros, to: Micros): readonly EndedOrder[] {
    const number = (value: unknown): number | null => (value === null ? null : Number(value));
    return this.#tables.all("SELECT * FROM order_end WHERE ended >= ? AND ended < ?", from, to).map((row) => ({
      name: String(row["name"]),
      started: number(row["started"]),
      ended: Number(row["ended"]),
      due: number(row["due"]),
    }));
  }
}
