/**
 * The hub's copy of an edge's commit log: the same items under the same positions, in segments of the same form. An
 * item is therefore there once, whatever comes twice, and the position after the last one is what the hub has.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { LogPosition } from "../contracts/path/source.ts";
import type { TagRef } from "../contracts/plant/tag.ts";
import { type Cursor, readCursor } from "../historian/log/cursor.ts";
import { deletionTerms } from "../historian/log/deletion-terms.ts";
import { DiskSpace } from "../historian/log/disk-space.ts";
import { GroupWriter } from "../historian/log/group-writer.ts";
import { lockFolder } from "../historian/log/lock.ts";
import { LogReaders } from "../historian/log/log-readers.ts";
import type { CommitGroup } from "../historian/log/pending.ts";
import type { DictionaryEntry } from "../historian/log/rare-blocks.ts";
import { recover } from "../historian/log/recover.ts";
import { Retention } from "../historian/log/retention.ts";

/** Share of the room that items may take which the store lacks: the rest is for the segment that is being written. */
const MOST_UNREAD = 0.9;

/** The reader that must have stored an item before its segment may go. */
const HISTORIAN = "historian";

export interface MirrorOptions {
  readonly dir: string;
  readonly edgeId: string;
  readonly logUid: string;
  readonly epoch: number;
  /** Position at which a new copy begins. */
  readonly begins: LogPosition;
  readonly maxBytes: number;
  readonly retentionHours: number;
  /** Whether the copy is to take nothing more where unread items would have to go. */
  readonly holdsUnread?: boolean;
  readonly tags: { at(ref: TagRef): DictionaryEntry | undefined };
  readonly log: Logger;
}

export class MirrorLog {
  readonly dir: string;
  readonly logUid: string;
  readonly #options: MirrorOptions;
  readonly #readers: LogReaders;
  readonly #retention: Retention;
  readonly #space: DiskSpace;
  readonly #writer: GroupWriter;
  readonly #unlock: () => Promise<void>;
  readonly #closing = new AbortController();
  #position: LogPosition;
  #retiredUnread = 0;

  private constructor(
    options: MirrorOptions,
    opened: { head: LogPosition; nextNumber: number; retention: Retention; unlock: () => Promise<void> },
  ) {
    const { dir, logUid } = options;
    this.#options = options;
    this.dir = dir;
    this.logUid = logUid;
    this.#position = opened.head;
    this.#retention = opened.retention;
    this.#unlock = opened.unlock;
    this.#readers = new LogReaders({ dir: join(dir, "cursors"), logUid });
    this.#space = new DiskSpace(dir);
    this.#writer = new GroupWriter(options, { ...opened, logUid, space: this.#space });
  }

  /** Succeeds whatever a crash left. Throws EdgeError where another process has the folder, or the disk refuses. */
  static async open(options: MirrorOptions): Promise<MirrorLog> {
    const cursors = join(options.dir, "cursors");
    await mkdir(cursors, { recursive: true });
    const unlock = await lockFolder(options.dir);
    try {
      const recovered = await recover(options.dir, cursors);
      const stored = await readCursor(cursors, HISTORIAN);
      // Segments that the historian has taken may all be gone.
      const taken = stored?.logUid === options.logUid ? stored.position : options.begins;
      const head = Math.max(recovered.segments.length > 0 ? recovered.head : 0, taken, options.begins);
      const retention = await Retention.open(recovered.segments);
      return new MirrorLog(options, { head, nextNumber: recovered.nextNumber, retention, unlock });
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** Everything before it is on disk. */
  get position(): LogPosition {
    return this.#position;
  }

  /** First position that is still in a segment. */
  get oldest(): LogPosition {
    return this.#retention.oldest ?? this.#writer.openFrom ?? this.#position;
  }

  /** Items that went before the historian had stored them, because the disk of `maxBytes` was used. */
  get retiredUnread(): number {
    return this.#retiredUnread;
  }

  /** Where the copy begins. */
  get begins(): LogPosition {
    return this.#options.begins;
  }

  /** What the store has not taken fills the room of the copy: more would push it out (rule HU24). */
  get isFull(): boolean {
    if (!this.#options.holdsUnread) return false;
    const { readUpTo } = this.#readers;
    const from = this.#writer.openFrom ?? this.#position;
    // The open segment counts by its share that is unread.
    const open = Math.min(1, Math.max(0, this.#position - readUpTo) / Math.max(1, this.#position - from));
    const unread = this.#retention.bytesFrom(readUpTo) + this.#writer.openBytes * open;
    return unread > this.#options.maxBytes * MOST_UNREAD;
  }

  /** Why nothing reaches the disk; undefined while it does. */
  get problem(): string | undefined {
    const full = "the copy of the log is full of items that the store has not taken; the edge keeps what is newer";
    return this.#writer.problem?.reason ?? (this.isFull ? full : undefined);
  }

  cursor(name: string, settleMs: number): Promise<Cursor> {
    return this.#readers.addSink(name, settleMs, this.oldest);
  }

  /**
   * True when the items are on disk (fdatasync). Tries again while the disk refuses; false when it still does as the
   * log closes. One call at a time.
   */
  async store(group: CommitGroup): Promise<boolean> {
    if (!(await this.#writer.store(group, this.#closing.signal, () => this.#retire()))) return false;
    this.#position = group.to;
    await this.#retire();
    return true;
  }

  /** A write that the disk refuses is tried for a moment only. */
  giveUp(): void {
    this.#closing.abort();
  }

  async close(): Promise<void> {
    this.giveUp();
    await this.#readers.close();
    await this.#writer.close();
    await this.#unlock();
  }

  async #retire(): Promise<void> {
    await this.#space.look();
    const terms = deletionTerms(this.#options);
    const retired = await this.#retention.retire({
      ...terms,
      maxBytes: this.#options.maxBytes - this.#writer.openBytes,
      giveBack: this.#space.missing,
      readUpTo: this.#readers.readUpTo,
      next: { firstSeq: this.#writer.openFrom ?? this.#position, createdAt: terms.now },
    });
    for (const { unread } of retired) {
      this.#retiredUnread += unread;
      this.#options.log.error({ items: unread }, "the copy of the log is full: items went before they were stored");
    }
  }
}
