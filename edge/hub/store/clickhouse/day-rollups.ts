/**
 * Roll-ups of whole days in ClickHouse (rule HU35). The server computes them from a day's samples without repetitions,
 * so that what comes twice counts once. A day that has a row with an even version is open: it has samples that its
 * roll-ups lack. The row is written before the first of these samples; so no kill hides one.
 */
import type { Logger } from "pino";
import type { SampleBatch } from "../../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../../contracts/path/source.ts";
import type { NativeBlock } from "./native-block.ts";
import { whyNot } from "./refusal.ts";
import type { Kept } from "./retention.ts";
import { hasWholeDay } from "./roll-up-plan.ts";
import { DAY_S, DAY_US, rollHours, rollMinutes } from "./roll-up-sql.ts";
import { insertInto, rowsIn } from "./rows.ts";
import type { ClickHouseServer } from "./server.ts";
import { Turns } from "./turns.ts";

/** Days further back or ahead come of wrong clocks of sources; their samples are read as they are. */
const MOST_DAYS_BACK = 3_650;
const MOST_DAYS_AHEAD = 1;
/** A day is rolled up so long after its end. */
const CLOSED_AFTER_S = 600;
/** Late samples come in many blocks: so many waits of `everyMs` without one, or so long after the first. */
const QUIET_WAITS = 120;
const WITHIN_MS = 6 * 3_600_000;
const LOOK_WAITS = 10;
const AFTER_FAILURE_MS = 600_000;
const TAGS_AT_ONCE = 200;
/** One day at a time, whatever the number of edges. */
const ROLLING = new Turns(["a day"]);

interface Day {
  /** Also while it is being rolled up, or waits for that. */
  isRolled: boolean;
  /** The highest that the database may have of it: where a roll-up failed, its row may be there all the same. */
  version: number;
  /** When its first sample was stored, s UTC. */
  readonly first: number;
  /** Of samples that are not rolled up, ms of this process. */
  touchedMs: number;
  openedMs: number;
}

export interface DayRollupParts {
  readonly server: ClickHouseServer;
  readonly log: bigint;
  readonly kept: Kept;
  /** How long new items wait for others, ms. */
  readonly everyMs: number;
  /** Numbers of the tags. */
  refs(): Iterable<number>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export class DayRollups {
  readonly #parts: DayRollupParts;
  #days = new Map<number, Day>();
  #running: Promise<void> | undefined;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #problem: string | undefined;

  constructor(parts: DayRollupParts) {
    this.#parts = parts;
  }

  /** Why days are not rolled up; questions are answered from their samples meanwhile. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Reads the days anew. A database of before has none yet: those of its samples are open. `now`: s UTC. */
  async load(now: number, hasSamples: boolean): Promise<void> {
    const { server, log, signal } = this.#parts;
    const { database } = server;
    const ask = (sql: string): Promise<number[][]> =>
      server
        .ask({ sql: `${sql} FORMAT TabSeparated`, signal })
        .then((answer) => rowsIn(answer).map((row) => row.map(Number)));
    const select = "SELECT day, version, toUnixTimestamp(first)";
    let found = await ask(`${select} FROM ${database}.days FINAL WHERE log = ${log}`);
    if (found.length === 0 && hasSamples) {
      const today = Math.floor(now / DAY_S);
      const [from, to] = [(today - MOST_DAYS_BACK) * DAY_US, (today + 1 + MOST_DAYS_AHEAD) * DAY_US];
      const days = `SELECT intDiv(time, ${DAY_US}) AS day, min(stored) AS first, min(stored) AS stored
        FROM ${database}.samples WHERE log = ${log} AND time >= ${from} AND time < ${to} GROUP BY day`;
      const into = `INSERT INTO ${database}.days (log, day, version, first, stored)`;
      await server.ask({ sql: `${into} SELECT ${log}, day, 0, first, stored FROM (${days})`, signal });
      found = await ask(`${select} FROM ${database}.days FINAL WHERE log = ${log}`);
    }
    const ms = performance.now();
    const before = this.#days;
    const dayOf = ([number, version, first]: number[]): Day => ({
      isRolled: isOdd(version as number),
      // What a roll-up of before the connection ended writes may still come.
      version: Math.max(version as number, before.get(number as number)?.version ?? 0),
      first: first as number,
      // Of earlier processes: nothing comes after it.
      touchedMs: Number.NEGATIVE_INFINITY,
      openedMs: ms,
    });
    this.#days = new Map(found.map((row) => [row[0] as number, dayOf(row)]));
  }

  /** Opens the days of samples that are about to be written, and come before position `to`. */
  async mark(
    batches: readonly SampleBatch[],
    { to, stored }: { readonly to: LogPosition; readonly stored: number },
    block: NativeBlock,
  ): Promise<void> {
    const ms = performance.now();
    const opened: number[] = [];
    for (const number of daysOf(batches, Math.floor(stored / DAY_S))) {
      const day = this.#days.get(number);
      const saysRolled = day !== undefined && isOdd(day.version);
      if (day === undefined || (saysRolled && hasWholeDay(day.first, stored, this.#parts.kept))) opened.push(number);
      else if (!saysRolled) day.touchedMs = ms;
    }
    if (opened.length === 0) return;
    const rows = opened.map((number) => {
      const { first = stored, version = 0 } = this.#days.get(number) ?? {};
      // Above the one that says that it is rolled up, also where an older block comes again.
      const above = Math.max(to * 2, version + 1);
      return { number, day: { isRolled: false, version: above, first, touchedMs: ms, openedMs: ms } };
    });
    await this.#insert(rows, stored, block);
    for (const { number, day } of rows) this.#days.set(number, day);
  }

  /** Rolls up the oldest day that is due, beside the inserts. The database has all before `position`. `now`: s UTC. */
  tick(position: LogPosition, now: number): void {
    const ms = performance.now();
    if (this.#running !== undefined || ms < this.#notBeforeMs) return;
    const day = this.#due(now);
    if (day === undefined) this.#notBeforeMs = ms + LOOK_WAITS * this.#parts.everyMs;
    if (day === undefined) return;
    this.#running = this.#try(day, position, now).finally(() => {
      this.#running = undefined;
    });
  }

  /** Waits for what is under way, which ends with the signal. */
  async settle(): Promise<void> {
    await this.#running;
  }

  #due(now: number): number | undefined {
    const ms = performance.now();
    const quietMs = QUIET_WAITS * this.#parts.everyMs;
    const due = [...this.#days].filter(
      ([number, { isRolled, touchedMs, openedMs }]) =>
        !isRolled &&
        (number + 1) * DAY_S + CLOSED_AFTER_S <= now &&
        (ms - touchedMs >= quietMs || ms - openedMs >= WITHIN_MS),
    );
    return due.length === 0 ? undefined : Math.min(...due.map(([number]) => number));
  }

  async #try(number: number, position: LogPosition, now: number): Promise<void> {
    const day = this.#days.get(number) as Day;
    const above = Math.max(position * 2, day.version) + 1;
    day.version = isOdd(above) ? above : above + 1;
    // Before its turn comes: no insert is under way now, and the samples of the next one open the day again.
    day.isRolled = true;
    try {
      await ROLLING.run(() => this.#roll(number, { version: day.version, first: day.first, now }));
      this.#problem = undefined;
    } catch (error) {
      day.isRolled = false;
      if (this.#parts.signal.aborted) return;
      this.#notBeforeMs = performance.now() + AFTER_FAILURE_MS;
      this.#problem = `days are not rolled up: ${whyNot(error, this.#parts.server.url)}`;
      this.#parts.logger.warn({ reason: this.#problem }, "ClickHouse answers from samples instead");
    }
  }

  async #roll(
    day: number,
    { version, first, now }: { readonly version: number; readonly first: number; readonly now: number },
  ): Promise<void> {
    const { server, log, signal } = this.#parts;
    const { database } = server;
    const refs = [...new Set(this.#parts.refs())].sort((a, b) => a - b);
    for (let at = 0; at < refs.length; at += TAGS_AT_ONCE) {
      const some = { from: refs[at] as number, to: refs[Math.min(refs.length, at + TAGS_AT_ONCE) - 1] as number };
      const of = { database, log, day, version, refs: some, stored: now };
      await server.ask({ sql: rollMinutes(of), signal });
      await server.ask({ sql: rollHours(of), signal });
    }
    const row = `(${log}, ${day}, ${version}, toDateTime(${first}, 'UTC'), toDateTime(${now}, 'UTC'))`;
    const into = `${database}.days (log, day, version, first, stored)`;
    await server.ask({ sql: `INSERT INTO ${into} SETTINGS async_insert = 0 VALUES ${row}`, signal });
  }

  async #insert(
    rows: readonly { readonly number: number; readonly day: Day }[],
    stored: number,
    block: NativeBlock,
  ): Promise<void> {
    const { server, log, signal } = this.#parts;
    block.begin(5, rows.length);
    block.column("log", "UInt64");
    block.same(log);
    block.column("day", "UInt32");
    block.raw(Uint32Array.from(rows, ({ number }) => number));
    block.column("version", "UInt64");
    block.wholes(Float64Array.from(rows, ({ day }) => day.version));
    block.column("first", "DateTime('UTC')");
    block.raw(Uint32Array.from(rows, ({ day }) => day.first));
    block.column("stored", "DateTime('UTC')");
    block.same32(stored);
    const sql = insertInto(`${server.database}.days (log, day, version, first, stored)`);
    await server.ask({ sql, rows: block.finish(), signal });
  }
}

/** Days since 1970 that samples are of, as far as they may be true. */
function daysOf(batches: readonly SampleBatch[], today: number): ReadonlySet<number> {
  const found = new Set<number>();
  let last = Number.NaN;
  for (const { times, length } of batches)
    for (let i = 0; i < length; i++) {
      const day = Math.floor((times[i] as number) / DAY_US);
      if (day === last) continue;
      last = day;
      if (day >= today - MOST_DAYS_BACK && day <= today + MOST_DAYS_AHEAD) found.add(day);
    }
  return found;
}

function isOdd(version: number): boolean {
  return version % 2 === 1;
}
