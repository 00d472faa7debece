/** The commit log: takes samples, events and waveforms to disk, group by group. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gapEvent } from "../../batch/gap-event.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { EventBatch } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { Admission } from "./admission.ts";
import type { Cursor } from "./cursor.ts";
import { deletionTerms } from "./deletion-terms.ts";
import { DiskSpace } from "./disk-space.ts";
import { GapLedger } from "./gap-ledger.ts";
import { GroupWriter } from "./group-writer.ts";
import { lockFolder } from "./lock.ts";
import type { FeedOptions, LogFeed } from "./log-feed.ts";
import type { LogCounters, LogOptions } from "./log-options.ts";
import { LogReaders } from "./log-readers.ts";
import { type CommitGroup, Pending, partsOf, sampleBytes } from "./pending.ts";
import { type Recovered, recover } from "./recover.ts";
import { Retention } from "./retention.ts";
import { isStorable, jsonOf } from "./storable.ts";
import type { StorageState } from "./storage-findings.ts";
import { Waiters } from "./waiters.ts";

const MIB = 1024 * 1024;

interface Opened {
  readonly recovered: Recovered;
  readonly cursorDir: string;
  readonly retention: Retention;
  readonly unlock: () => Promise<void>;
}

/**
 * Opens or makes the log of a folder. Ask for every feed and cursor before the first push, because only known ones
 * hold segments back. Succeeds whatever a crash left. Throws EdgeError `disk` or `conflict` when the folder cannot be
 * used at all.
 */
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
      `cannot keep the commit log in ${dir}: make it a folder that this user may write to, ` +
        "or choose another --data-dir",
      { cause: error },
    );
  }
}

/** The one durable buffer of the edge: acknowledged items are on disk and are delivered to every cursor. */
export class CommitLog implements Inlet {
  readonly logUid: string;
  readonly dir: string;
  readonly #options: LogOptions;
  readonly #unlock: () => Promise<void>;
  readonly #admission = new Admission();
  readonly #gaps: GapLedger;
  readonly #pending: Pending;
  readonly #waiters = new Waiters();
  readonly #retention: Retention;
  readonly #writer: GroupWriter;
  readonly #readers: LogReaders;
  readonly #recovered: Recovered;
  readonly #space: DiskSpace;
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;
  #committed: LogPosition;
  #wake: (() => void) | undefined;
  /** Damage up to here has been counted, whichever reader met it first. */
  #checkedTo: LogPosition = 0;
  #figures = { committedItems: 0, commits: 0, dropped: 0, retiredUnread: 0, damaged: 0 };

  constructor(options: LogOptions, { recovered, cursorDir, retention, unlock }: Opened) {
    this.#options = options;
    this.dir = options.dir;
    this.#unlock = unlock;
    this.#recovered = recovered;
    this.logUid = recovered.logUid;
    this.#readers = new LogReaders({ dir: cursorDir, logUid: recovered.logUid });
    this.#committed = recovered.head;
    this.#pending = new Pending(recovered.head);
    this.#retention = retention;
    this.#space = new DiskSpace(options.dir, options.spaceOf);
    this.#writer = new GroupWriter(options, { ...recovered, retention, space: this.#space });
    this.#gaps = new GapLedger(options.tags);
    if (recovered.cutBytes > 0) options.log.warn({ bytes: recovered.cutBytes }, "cut a torn end off the commit log");
    this.#loop = this.#run();
  }

  get position(): LogPosition {
    return this.#committed;
  }

  get full(): boolean {
    return this.#pending.bytes > (this.#options.fullBytes ?? 16 * MIB);
  }

  /** Why no group reaches the disk at the moment; undefined while groups do. */
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
    const slowest = this.#readers.slowestSink;
    const backlogShare = slowest === undefined ? 0 : this.#retention.bytesFrom(slowest.settled) / this.#maxBytes;
    const stands = { isLow: this.#space.isLow, waitingMs: this.#pending.waitingMs, refused: this.#retention.refused };
    const { wentUnread } = this.#retention;
    return { ...stands, wentUnread, backlogShare, slowest: slowest?.name, problem: this.problem?.reason };
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
    if (!isStorable(block) || this.#hasNoRoom(block.points.byteLength)) {
      const time = Number.isSafeInteger(block.start) ? block.start : block.receivedAt;
      return this.#drop(this.#gaps.sourceOf(block.tag), 1, time);
    }
    this.#pending.addWaveform(block);
    return this.#added();
  }

  committed(position: LogPosition, signal: AbortSignal): Promise<void> {
    return position <= this.#committed ? Promise.resolve() : this.#waiters.wait(position, signal);
  }

  /** A reader met positions that no segment holds any more. Retired items are declared already; the rest is damage. */
  readerMissed(from: LogPosition, to: LogPosition, between: { readonly after: number; readonly before: number }): void {
    const damagedFrom = Math.max(from, this.#checkedTo, this.#retiredTo);
    this.#checkedTo = Math.max(this.#checkedTo, to);
    const lost = to - damagedFrom;
    if (lost <= 0) return;
    this.#figures.damaged += lost;
    const fields = { items: lost, from: damagedFrom, to };
    this.#options.log.error(fields, "commit log is damaged: items that were on disk cannot be read");
    this.#declare("log_damaged", { from: between.after, to: between.before, lost });
  }

  /** A sink's own feed; its cursor is kept under `name`. A new one begins with the oldest item of the log. */
  async feed(name: string, settleMs: number, options: FeedOptions = this.#options): Promise<LogFeed> {
    return this.#readers.addFeed(this, await this.cursor(name, settleMs), options);
  }

  /** A cursor without a reader, for a process that reads the segments itself and reports its position. */
  cursor(name: string, settleMs: number): Promise<Cursor> {
    return this.#readers.addSink(name, settleMs, this.#retiredTo);
  }

  /** A follower's cursor (docs/rules/follower.md, FO8): it holds back no segment that is older than a day. */
  followerCursor(name: string): Promise<Cursor> {
    return this.#readers.addFollower(name, this.#retiredTo);
  }

  /** Commits pending items, as far as the disk allows within 3 s, and releases the folder. */
  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort();
    this.#wake?.();
    await this.#loop;
    this.#waiters.fail(new EdgeError("unavailable", "the commit log was closed before this was on disk"));
    await this.#readers.close();
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
      // Returns at once when the log closes: then no group waits for more.
      await sleep(this.#options.commitMs ?? 20, undefined, { signal }).catch(() => undefined);
      const group = this.#pending.take();
      if (!(await this.#writer.store(group, signal, () => this.#retire()))) return;
      await this.#options.gate?.passOn(this.#writer.end);
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
      this.#options.log.error({ err: error }, "a listener of the commit log threw; the log continues");
    }
  }

  get #maxBytes(): number {
    return this.#options.maxBytes ?? 4096 * MIB;
  }

  /** Every item before it was retired. */
  get #retiredTo(): LogPosition {
    return this.#retention.oldest ?? this.#writer.openFrom ?? this.#committed;
  }

  async #retire(): Promise<void> {
    await this.#space.look();
    const terms = deletionTerms(this.#options);
    const retired = await this.#retention.retire({
      ...terms,
      maxBytes: this.#maxBytes - this.#writer.openBytes,
      giveBack: this.#space.missing,
      readUpTo: this.#readers.readUpTo,
      followed: { upTo: this.#readers.followedUpTo, since: terms.followersHoldFrom },
      next: { firstSeq: this.#writer.openFrom ?? this.#committed, createdAt: terms.now },
    });
    for (const { unread, from, to } of retired) {
      this.#figures.retiredUnread += unread;
      this.#options.log.error(
        { items: unread },
        "commit log is full: its oldest segment went before every sink had read it",
      );
      this.#declare("buffer_full", { from: from * 1000, to: to * 1000, lost: unread });
    }
  }

  #declare(reason: "buffer_full" | "log_damaged", gap: { from: number; to: number; lost: number }): void {
    this.pushEvents({ events: [gapEvent({ source: "commit-log", reason, ...gap }, Date.now() * 1000)] });
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
