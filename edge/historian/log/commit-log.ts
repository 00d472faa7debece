import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EdgeError } from "../../contracts/errors.ts";
import type { EventBatch } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { Admission } from "./admission.ts";
import { MAX_PAYLOAD_BYTES } from "./block.ts";
import { Cursor } from "./cursor.ts";
import { DiskSpace } from "./disk-space.ts";
import { GapLedger, gapEvent } from "./gap-ledger.ts";
import { GroupWriter } from "./group-writer.ts";
import { lockFolder } from "./lock.ts";
import { LogFeed } from "./log-feed.ts";
import type { LogCounters, LogOptions } from "./log-options.ts";
import { type CommitGroup, Pending, partsOf, sampleBytes } from "./pending.ts";
import { type Recovered, recover } from "./recover.ts";
import { Retention } from "./retention.ts";
import type { StorageState } from "./storage-findings.ts";
import { Waiters } from "./waiters.ts";

const MIB = 1024 * 1024;
/** A follower that is stuck keeps segments from going for so long. */
const FOLLOWERS_HOLD_MS = 24 * 3_600_000;

/** Opens or makes the log of a folder. Ask for every feed and cursor before the first push, because only known ones hold segments back. Succeeds from whatever a crash left; throws EdgeError `disk` or `conflict` when the folder cannot be used at all. */
export async function openLog(options: LogOptions): Promise<CommitLog> {
  const { dir } = options;
  const cursorDir = join(dir, "cursors");
  let unlock: (() => Promise<void>) | undefined;
  try {
    await mkdir(cursorDir, { recursive: true });
    unlock = await lockFolder(dir);
    const recovered = await recover(dir, cursorDir);
    const retention = await Retention.open(recovered.segments);
    return new CommitLog(options, { recovered, cursorDir, retention, unlock });
  } catch (error) {
    await unlock?.();
    if (error instanceof EdgeError) throw error;
    throw new EdgeError(
      "disk",
      `cannot keep the commit log in ${dir}: make it a folder that this user may write to, or choose another --data-dir`,
      { cause: error },
    );
  }
}

/** The one durable thing everything leans on: what it acknowledges is on disk and is delivered to every cursor. */
export class CommitLog implements Inlet {
  readonly logUid: string;
  readonly dir: string;
  readonly #options: LogOptions;
  readonly #cursorDir: string;
  readonly #unlock: () => Promise<void>;
  readonly #admission = new Admission();
  readonly #gaps: GapLedger;
  readonly #pending: Pending;
  readonly #waiters = new Waiters();
  readonly #retention: Retention;
  readonly #writer: GroupWriter;
  readonly #cursors: Cursor[] = [];
  /** Of followers: they hold the log back for a bounded time, and what they miss is a gap of their own. */
  readonly #followers: Cursor[] = [];
  readonly #feeds: LogFeed[] = [];
  readonly #recovered: Recovered;
  readonly #space: DiskSpace;
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;
  #committed: LogPosition;
  #wake: (() => void) | undefined;
  /** Up to here damage was looked for, by whichever reader came first. */
  #checkedTo: LogPosition = 0;
  #figures = { committedItems: 0, commits: 0, dropped: 0, retiredUnread: 0, damaged: 0 };

  constructor(
    options: LogOptions,
    opened: { recovered: Recovered; cursorDir: string; retention: Retention; unlock: () => Promise<void> },
  ) {
    this.#options = options;
    this.dir = options.dir;
    this.#cursorDir = opened.cursorDir;
    this.#unlock = opened.unlock;
    this.#recovered = opened.recovered;
    this.logUid = opened.recovered.logUid;
    this.#committed = opened.recovered.head;
    this.#pending = new Pending(opened.recovered.head);
    this.#retention = opened.retention;
    this.#space = new DiskSpace(options.dir, options.spaceOf);
    this.#writer = new GroupWriter(options, {
      logUid: this.logUid,
      nextNumber: opened.recovered.nextNumber,
      retention: opened.retention,
      space: this.#space,
    });
    this.#gaps = new GapLedger(options.tags);
    if (opened.recovered.cutBytes > 0)
      options.log.warn({ bytes: opened.recovered.cutBytes }, "cut a torn end off the commit log");
    this.#loop = this.#run();
  }

  get position(): LogPosition {
    return this.#committed;
  }

  get full(): boolean {
    return this.#pending.bytes > (this.#options.fullBytes ?? 16 * MIB);
  }

  /** Why nothing reaches the disk at the moment, if so. */
  get problem(): { readonly reason: string; readonly since: number } | undefined {
    return this.#writer.problem;
  }

  get counters(): LogCounters {
    return {
      ...this.#admission.counters,
      ...this.#figures,
      ...this.#writer.figures,
      cutBytes: this.#recovered.cutBytes,
      diskBytes: this.#retention.bytes + this.#writer.openBytes,
    };
  }

  get storage(): StorageState {
    const slowest = this.#cursors.reduce<Cursor | undefined>(
      (slow, cursor) => (slow === undefined || cursor.settled < slow.settled ? cursor : slow),
      undefined,
    );
    const backlogShare = slowest === undefined ? 0 : this.#retention.bytesFrom(slowest.settled) / this.#maxBytes;
    const stands = { isLow: this.#space.isLow, waitingMs: this.#pending.waitingMs, refused: this.#retention.refused };
    return { ...stands, backlogShare, slowest: slowest?.name, problem: this.problem?.reason };
  }

  push(batch: SampleBatch): LogPosition {
    if (batch.length === 0) return this.#pending.head;
    if (this.#hasNoRoom(sampleBytes(batch))) {
      this.#gaps.addBatch(batch);
      this.#figures.dropped += batch.length;
      return this.#pending.head;
    }
    this.#pending.addSamples(this.#admission.admit(batch));
    return this.#added();
  }

  pushEvents({ events }: EventBatch): LogPosition {
    if (events.length === 0) return this.#pending.head;
    const json = jsonOf(events);
    if (json === undefined || this.#hasNoRoom(json.length)) return this.#drop("events", events.length, events[0]?.time);
    this.#pending.addEvents(events, json);
    return this.#added();
  }

  pushWaveform(block: WaveformBlock): LogPosition {
    const fits =
      Number.isSafeInteger(block.start) &&
      Number.isFinite(block.dtS) &&
      block.points.byteLength <= MAX_PAYLOAD_BYTES / 2 &&
      jsonOf(block.context) !== undefined;
    if (!fits || this.#hasNoRoom(block.points.byteLength))
      return this.#drop(
        this.#gaps.sourceOf(block.tag),
        1,
        Number.isSafeInteger(block.start) ? block.start : block.receivedAt,
      );
    this.#pending.addWaveform(block);
    return this.#added();
  }

  committed(position: LogPosition, signal: AbortSignal): Promise<void> {
    return position <= this.#committed ? Promise.resolve() : this.#waiters.wait(position, signal);
  }

  /** A reader met items between two positions that no segment holds any more. What was retired is declared already, the rest is damage. */
  readerMissed(from: LogPosition, to: LogPosition, between: { readonly after: number; readonly before: number }): void {
    const damagedFrom = Math.max(from, this.#checkedTo, this.#retiredTo);
    this.#checkedTo = Math.max(this.#checkedTo, to);
    const lost = to - damagedFrom;
    if (lost <= 0) return;
    this.#figures.damaged += lost;
    this.#options.log.error(
      { items: lost, from: damagedFrom, to },
      "commit log is damaged: items that were on disk cannot be read",
    );
    const gap = { source: "commit-log", from: between.after, to: between.before, reason: "log_damaged" as const, lost };
    this.pushEvents({ events: [gapEvent(gap, Date.now() * 1000)] });
  }

  /** What one sink reads: its own cursor, kept under `name`. A new one begins with the oldest the log has. */
  async feed(name: string, settleMs: number): Promise<LogFeed> {
    const feed = new LogFeed(this, await this.cursor(name, settleMs), this.#options);
    this.#feeds.push(feed);
    return feed;
  }

  /** A cursor without a reader, for a process that reads the segments itself and reports where it is. */
  async cursor(name: string, settleMs: number): Promise<Cursor> {
    const cursor = await Cursor.load({ dir: this.#cursorDir, name, logUid: this.logUid, settleMs }, this.#retiredTo);
    this.#cursors.push(cursor);
    return cursor;
  }

  /** Of a follower (docs/rules/follower.md, FO8): it holds back no segment that is older than a day. */
  async followerCursor(name: string): Promise<Cursor> {
    const options = { dir: this.#cursorDir, name: `follower-${name}`, logUid: this.logUid, settleMs: 0 };
    const cursor = await Cursor.load(options, this.#retiredTo);
    this.#followers.push(cursor);
    return cursor;
  }

  /** Commits what was handed over, as far as the disk lets it within 3 s, and gives the folder back. */
  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort();
    this.#wake?.();
    await this.#loop;
    this.#waiters.fail(new EdgeError("unavailable", "the commit log was closed before this was on disk"));
    await Promise.all(this.#feeds.map((feed) => feed.close()));
    await Promise.all([...this.#cursors, ...this.#followers].map((cursor) => cursor.close()));
    await this.#writer.close();
    await this.#unlock();
  }

  #hasNoRoom(bytes: number): boolean {
    return this.#closing.signal.aborted || this.#pending.bytes + bytes > (this.#options.maxPendingBytes ?? 64 * MIB);
  }

  #drop(source: string, items: number, time: number | undefined): LogPosition {
    this.#gaps.add(source, time ?? Date.now() * 1000, items);
    this.#figures.dropped += items;
    return this.#pending.head;
  }

  #added(): LogPosition {
    this.#wake?.();
    return this.#pending.head;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (true) {
      if (this.#pending.isEmpty) {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
        continue;
      }
      await pause(this.#options.commitMs ?? 20, signal);
      const group = this.#pending.take();
      if (!(await this.#writer.store(group, signal, () => this.#retire()))) return;
      this.#pending.stored();
      this.#deliver(group);
      await this.#retire();
      this.#declareGaps();
    }
  }

  #deliver(group: CommitGroup): void {
    this.#committed = group.to;
    this.#figures.commits++;
    this.#figures.committedItems += group.to - group.from;
    this.#waiters.release(group.to);
    try {
      const { batches, events, waveforms, ends } = partsOf(group);
      this.#options.onCommitted?.(batches, events, waveforms, group.to, ends);
    } catch (error) {
      this.#options.log.error({ err: error }, "what follows the commit log threw; the log goes on");
    }
  }

  get #maxBytes(): number {
    return this.#options.maxBytes ?? 4096 * MIB;
  }

  /** Before it everything was retired. */
  get #retiredTo(): LogPosition {
    return this.#retention.oldest ?? this.#writer.openFrom ?? this.#committed;
  }

  async #retire(): Promise<void> {
    await this.#space.look();
    const { deletionTime = () => Date.now() * 1000, retentionHours = 72 } = this.#options;
    const believed = deletionTime();
    const now = believed === undefined ? Date.now() : believed / 1000;
    // While the clock is not believed nothing is old, and followers hold what they hold.
    const before = (ms: number): number => (believed === undefined ? Number.NEGATIVE_INFINITY : now - ms);
    const retired = await this.#retention.retire({
      maxBytes: this.#maxBytes - this.#writer.openBytes,
      giveBack: this.#space.missing,
      olderThan: before(retentionHours * 3_600_000),
      now,
      readUpTo: Math.min(...this.#cursors.map((cursor) => cursor.settled)),
      followed: {
        upTo: Math.min(...this.#followers.map((cursor) => cursor.settled)),
        since: before(FOLLOWERS_HOLD_MS),
      },
      next: { firstSeq: this.#writer.openFrom ?? this.#committed, createdAt: now },
    });
    for (const { unread, from, to } of retired) {
      this.#figures.retiredUnread += unread;
      this.#options.log.error(
        { items: unread },
        "commit log is full: its oldest segment went before every sink had read it",
      );
      const events = [
        gapEvent(
          { source: "commit-log", from: from * 1000, to: to * 1000, reason: "buffer_full", lost: unread },
          Date.now() * 1000,
        ),
      ];
      this.pushEvents({ events });
    }
  }

  #declareGaps(): void {
    if (this.#gaps.isEmpty || this.full || this.#closing.signal.aborted) return;
    const events = this.#gaps.take(Date.now() * 1000);
    this.#options.log.error(
      { sources: events.map(({ payload }) => payload["source"]) },
      "commit log was full: samples were dropped and declared",
    );
    this.pushEvents({ events });
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Rejects at once when the log closes: then nothing waits for company.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function jsonOf(data: unknown): string | undefined {
  try {
    const json = JSON.stringify(data);
    return json.length > MAX_PAYLOAD_BYTES / 4 ? undefined : json;
  } catch {
    return undefined; // A payload with a cycle or a BigInt is not data.
  }
}
