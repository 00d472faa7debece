/** Runs statements, each in a process and a folder of its own (rules in docs/rules/sql.md). */
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { HistoryLender } from "../contracts/path/lent-history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TagTable, TagUid } from "../contracts/plant/tag.ts";
import type { SqlAnswer, SqlQueries, SqlQuestion } from "../contracts/sql/queries.ts";
import { lowMark, type Space, spaceOf } from "../observe/disk-room.ts";
import type { SqlSwitch } from "./config.ts";
import type { Needs, Order, Supplies } from "./protocol.ts";
import { refusal } from "./refusals.ts";
import { Spare, startStatementProcess } from "./spare.ts";
import { type Done, type Running, runStatement } from "./statement-process.ts";
import { type RowSources, supplyTables } from "./supply.ts";

const READ_BYTES = 256 * 1024;
const MB = 1e6;

export interface SqlParts {
  /** The edge's data folder, on the disk of the history. */
  readonly dataDir: string;
  /** The site's. */
  readonly timeZone: string;
  readonly sqlSwitch: SqlSwitch;
  /** Measures a disk. */
  readonly look?: (dir: string) => Promise<Space>;
  readonly historian: HistoryLender;
  readonly tags: Pick<TagTable, "find">;
  readonly sources: RowSources;
  now(): Micros;
}

/** Deletes what an earlier run left behind. */
export async function openSqlRunner(parts: SqlParts): Promise<SqlRunner> {
  const dir = join(parts.dataDir, "sql");
  await rm(dir, { recursive: true, force: true });
  return new SqlRunner(parts, dir);
}

export class SqlRunner implements SqlQueries {
  readonly #parts: SqlParts;
  readonly #dir: string;
  readonly #spare = new Spare();
  #running = 0;
  #statements = 0;

  constructor(parts: SqlParts, dir: string) {
    this.#parts = parts;
    this.#dir = dir;
  }

  async ask(question: SqlQuestion): Promise<SqlAnswer> {
    const { config, signal: off } = this.#parts.sqlSwitch;
    if (!config.enabled) throw refusal("sql-off", {}, "forbidden");
    if (this.#running >= config.atOnce) throw refusal("sql-busy", {}, "unavailable");
    const dir = join(this.#dir, String(++this.#statements));
    this.#running++;
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const order = await this.#orderOf(question, join(dir, "answer"));
      const supply = (needs: Needs): Promise<Supplies> => this.#supply(needs, dir, order.now);
      const done = await this.#run(order, { seconds: config.seconds, off, supply });
      return { ...done, body: await bodyOf(order.answer) };
    } finally {
      this.#running--;
      this.#spare.start(off);
      // Whoever has the answer open reads it to its end all the same.
      await rm(dir, { recursive: true, force: true });
    }
  }

  /** In the spare process, or in a new one where there is none or it was ended from outside. */
  async #run(order: Order, running: Running): Promise<Done> {
    const spare = this.#spare.take();
    const done = spare === undefined ? undefined : await runStatement(spare, order, running);
    const answered = done ?? (await runStatement(startStatementProcess(), order, running));
    if (answered === undefined) throw refusal("sql-ended", {}, "unavailable");
    return answered;
  }

  async #orderOf({ statement, format, from, to }: SqlQuestion, answer: string): Promise<Order> {
    const { sqlSwitch, timeZone, now } = this.#parts;
    const { memoryMb, maxRows, maxMb } = sqlSwitch.config;
    const limits = { memoryMb, maxRows, maxBytes: Math.min(maxMb * MB, await this.#room()) };
    return { statement, format, from, to, now: Math.floor(now()), timeZone, answer, limits };
  }

  /** Bytes that one more answer may take, so that the disk does not become low. Throws EdgeError `unavailable`. */
  async #room(): Promise<number> {
    const { dataDir, look } = this.#parts;
    const space = await spaceOf(dataDir, look);
    const room = Math.floor((space.free - lowMark(space)) / this.#running / MB) * MB;
    if (room < MB) throw refusal("sql-disk", {}, "unavailable");
    return room;
  }

  async #supply({ views, reach }: Needs, dir: string, now: Micros): Promise<Supplies> {
    const { sources, historian, tags } = this.#parts;
    const tables = await supplyTables(views, dir, { sources, now });
    if (reach === undefined) return { tables, lent: undefined };
    const wants = (["samples", "events"] as const).filter((kind) => views.includes(kind));
    const refs = reach.tags?.flatMap((uid) => tags.find(uid as TagUid)?.ref ?? []);
    const { from, to } = reach;
    return { tables, lent: await historian.lend({ dir, from, to: Math.max(to, from + 1), refs, wants }) };
  }
}

/** The bytes of a file that may be deleted meanwhile. */
async function bodyOf(path: string): Promise<SqlAnswer["body"]> {
  const file = await open(path, "r");
  return file.createReadStream({ highWaterMark: READ_BYTES });
}
