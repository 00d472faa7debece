/** One connection to the database of a hub for one edge's log, from a check of its tables to the first failure. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { LogPosition } from "../../../contracts/path/source.ts";
import type { LogChunk } from "../../../historian/log/log-chunk.ts";
import type { KnownTag } from "../../edge-record.ts";
import { type Cut, EVENT_COLUMNS, partsOf, TAG_COLUMNS, writeEvents, writeSamples, writeTags } from "./block.ts";
import type { NativeBlock } from "./native-block.ts";
import type { ClickHouseServer } from "./server.ts";
import { makeTables } from "./tables.ts";

const ESCAPES = new Map(Object.entries({ t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", "0": "\0" }));

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
  /** The database has every item before it. */
  position: LogPosition;

  private constructor(
    server: ClickHouseServer,
    log: bigint,
    found: { position: LogPosition; lost: number; tags: Set<string> },
  ) {
    this.#server = server;
    this.#log = log;
    this.position = found.position;
    this.#lost = found.lost;
    this.#tags = found.tags;
  }

  /** Makes the tables, and finds what the database has of this log: nothing is `begins`. */
  static async open(
    server: ClickHouseServer,
    identity: LogIdentity,
    { begins, block, signal }: Sending & { begins: LogPosition },
  ): Promise<Session> {
    await makeTables(server, signal);
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
    const rows = await ask(
      `SELECT max(position), argMax(lost, position), count() FROM ${database}.positions WHERE log = ${log}`,
    );
    const [position = 0, lost = 0, count = 0] = (rows[0] ?? []).map(Number);
    const tags = await ask(`SELECT ref, since FROM ${database}.tags FINAL WHERE log = ${log}`);
    const found = { position: count === 0 ? begins : position, lost };
    return new Session(server, log, { ...found, tags: new Set(tags.map((row) => row.join(" "))) });
  }

  /** Items that were gone from the copy of the log before they came here. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Writes what a chunk has, then its end. Whatever comes to nothing in between comes again with the same cut: tokens
   * and keys are the same, so nothing is there twice. Returns the number of samples.
   */
  async write(chunk: LogChunk, cut: Cut, { block, signal }: Sending): Promise<number> {
    const { batches, events } = partsOf(chunk);
    const { database } = this.#server;
    const of = { log: this.#log, stored: cut.stored };
    const token = `${this.#log}:${cut.from}-${cut.to}`;
    if (batches.length > 0) {
      const columns = writeSamples(block, batches, of);
      await this.#insert(`${database}.samples (${columns})`, token, { block, signal });
    }
    if (events.length > 0) {
      writeEvents(block, events, of);
      await this.#insert(`${database}.events (${EVENT_COLUMNS})`, token, { block, signal });
    }
    const lost = this.#lost + chunk.lost;
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

/** Whatever the user's profile says: an answer means that the rows are stored. */
function insertInto(into: string, token?: string): string {
  const once = token === undefined ? "" : `, insert_deduplicate = 1, insert_deduplication_token = '${token}'`;
  return `INSERT INTO ${into} SETTINGS async_insert = 0${once} FORMAT Native`;
}

function keyOf({ ref, since }: KnownTag): string {
  return `${ref} ${since}`;
}

function rowsIn(answer: Buffer): string[][] {
  const lines = answer.toString("utf8").split("\n");
  return lines.slice(0, -1).map((line) => line.split("\t").map(unescaped));
}

/** Texts of TabSeparated: tabs, line ends and backslashes are escaped. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES.get(letter) ?? letter);
}
