/** One connection to the database of a hub for one edge's log, from a check of its tables to the first failure. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { LogPosition } from "../../../contracts/path/source.ts";
import type { LogChunk } from "../../../historian/log/log-chunk.ts";
import type { KnownTag } from "../../edge-record.ts";
import {
  type Cut,
  EVENT_COLUMNS,
  partsOf,
  TAG_COLUMNS,
  WAVEFORM_COLUMNS,
  writeEvents,
  writeSamples,
  writeTags,
  writeWaveforms,
} from "./block.ts";
import type { DayRollups } from "./day-rollups.ts";
import type { NativeBlock } from "./native-block.ts";
import type { Kept } from "./retention.ts";
import { insertInto, rowsIn } from "./rows.ts";
import type { ClickHouseServer } from "./server.ts";
import { makeTables } from "./tables.ts";

interface Found {
  readonly position: LogPosition;
  readonly lost: number;
  readonly tags: Set<string>;
  /** Of the server, s UTC. */
  readonly now: number;
}

export interface LogIdentity {
  readonly log: bigint;
  readonly edgeId: string;
  readonly logUid: string;
  readonly site: string;
}

/** A block to write in, for the time of one call. */
export interface Sending {
  readonly block: NativeBlock;
  readonly signal: AbortSignal;
}

export class Session {
  readonly #server: ClickHouseServer;
  readonly #log: bigint;
  /** Tags that the database has, as `ref since`. */
  readonly #tags: Set<string>;
  #tagsSeen = 0;
  #lost: number;
  /** Items before it are counted in `lost`. */
  readonly #counted: LogPosition;
  /** Where the clock of the server was when that of this process was there. */
  readonly #clock: { readonly now: number; readonly atMs: number };
  /** The database has every item before it. */
  position: LogPosition;

  private constructor(server: ClickHouseServer, log: bigint, found: Found) {
    this.#server = server;
    this.#log = log;
    this.#clock = { now: found.now, atMs: performance.now() };
    this.position = this.#counted = found.position;
    this.#lost = found.lost;
    this.#tags = found.tags;
  }

  /** Makes the tables, and finds what the database has of this log: nothing is `begins`. */
  static async open(
    server: ClickHouseServer,
    identity: LogIdentity,
    { begins, kept, block, signal }: Sending & { readonly begins: LogPosition; readonly kept: Kept },
  ): Promise<Session> {
    await makeTables(server, kept, signal);
    const { database } = server;
    const { log, edgeId, logUid, site } = identity;
    const ask = (sql: string): Promise<string[][]> =>
      server.ask({ sql: `${sql} FORMAT TabSeparated`, signal }).then(rowsIn);
    const [known] = await ask(`SELECT edge_id, log_uid, site FROM ${database}.logs FINAL WHERE log = ${log}`);
    if (known !== undefined && (known[0] !== edgeId || known[1] !== logUid))
      throw new EdgeError("conflict", `the log of ${edgeId} has the number of another one; name another database`);
    if (known === undefined || known[2] !== site) {
      block.begin(5, 1);
      block.column("log", "UInt64");
      block.same(log);
      for (const [name, text] of Object.entries({ edge_id: edgeId, log_uid: logUid, site })) {
        block.column(name, "String");
        block.text(text);
      }
      block.column("stored", "DateTime('UTC')");
      block.same32(Math.floor(Date.now() / 1000));
      const into = `${database}.logs (log, edge_id, log_uid, site, stored)`;
      await server.ask({ sql: insertInto(into), rows: block.finish(), signal });
    }
    const [row = []] = await ask(
      `SELECT max(position), argMax(lost, position), count(), toUnixTimestamp(now()) FROM ${database}.positions
       WHERE log = ${log}`,
    );
    const [position = 0, lost = 0, count = 0, now = 0] = row.map(Number);
    const tags = await ask(`SELECT ref, since FROM ${database}.tags FINAL WHERE log = ${log}`);
    const found = { position: count === 0 ? begins : position, lost, now };
    return new Session(server, log, { ...found, tags: new Set(tags.map((one) => one.join(" "))) });
  }

  /** s UTC by the clock of the server, which also decides what is old. */
  get now(): number {
    const { now, atMs } = this.#clock;
    return now + Math.floor((performance.now() - atMs) / 1000);
  }

  /**
   * Throws EdgeError `conflict` where the database has less than it has acknowledged: it was restored from a backup
   * while nothing was on its way.
   */
  async check(signal: AbortSignal): Promise<void> {
    const sql = `SELECT max(position), count() FROM ${this.#server.database}.positions WHERE log = ${this.#log}`;
    const [row = []] = rowsIn(await this.#server.ask({ sql: `${sql} FORMAT TabSeparated`, signal }));
    const [position = 0, count = 0] = row.map(Number);
    const isNew = count === 0 && this.position === this.#counted;
    if (!isNew && position < this.position) throw new EdgeError("conflict", hasLess(position, this.position));
  }

  /** Items that were gone from the copy of the log before they came here. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Writes what a chunk has, then its end. Whatever comes to nothing in between comes again with the same cut: tokens
   * and keys are the same, so nothing is there twice. Returns the number of samples.
   */
  async write(chunk: LogChunk, cut: Cut, { days, block, signal }: Sending & { days: DayRollups }): Promise<number> {
    const { batches, events, waveforms } = partsOf(chunk);
    const { database } = this.#server;
    const of = { log: this.#log, stored: cut.stored };
    // With the time of the cut: what is sent again because the database lost it is no repetition.
    const token = `${this.#log}:${cut.from}-${cut.to}@${cut.stored}`;
    if (batches.length > 0) {
      await days.mark(chunk.batches, cut, block);
      const columns = writeSamples(block, batches, of);
      await this.#insert(`${database}.samples (${columns})`, token, { block, signal });
    }
    if (events.length > 0) {
      writeEvents(block, events, of);
      await this.#insert(`${database}.events (${EVENT_COLUMNS})`, token, { block, signal });
    }
    if (waveforms.length > 0) {
      writeWaveforms(block, waveforms, of);
      await this.#insert(`${database}.waveforms (${WAVEFORM_COLUMNS})`, token, { block, signal });
    }
    const holes = chunk.holes.map(({ from, to }) => Math.max(0, to - Math.max(from, this.#counted)));
    const lost = this.#lost + holes.reduce((sum, items) => sum + items, 0);
    block.begin(4, 1);
    for (const [name, value] of Object.entries({ log: this.#log, position: cut.to, lost })) {
      block.column(name, "UInt64");
      block.same(value);
    }
    block.column("stored", "DateTime('UTC')");
    block.same32(cut.stored);
    await this.#insert(`${database}.positions (log, position, lost, stored)`, token, { block, signal });
    this.#lost = lost;
    this.position = cut.to;
    return chunk.samples;
  }

  /** Tags come before the samples that need them. */
  async describe(tags: readonly KnownTag[], stored: number, { block, signal }: Sending): Promise<void> {
    if (tags.length === this.#tagsSeen) return;
    const fresh = tags.slice(this.#tagsSeen).filter((tag) => !this.#tags.has(keyOf(tag)));
    if (fresh.length > 0) {
      writeTags(block, fresh, { log: this.#log, stored });
      const sql = insertInto(`${this.#server.database}.tags (${TAG_COLUMNS})`);
      await this.#server.ask({ sql, rows: block.finish(), signal });
      for (const tag of fresh) this.#tags.add(keyOf(tag));
    }
    this.#tagsSeen = tags.length;
  }

  async #insert(into: string, token: string, { block, signal }: Sending): Promise<void> {
    await this.#server.ask({ sql: insertInto(into, token), rows: block.finish(), signal });
  }
}

export function hasLess(position: LogPosition, acknowledged: LogPosition): string {
  return (
    `the database has items before ${position} of ${acknowledged} that it had acknowledged, as after a restore from ` +
    "an older backup; what the copy of the log still has is sent again"
  );
}

function keyOf({ ref, since }: KnownTag): string {
  return `${ref} ${since}`;
}
