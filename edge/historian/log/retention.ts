import { open, stat, unlink } from "node:fs/promises";
import { reasonFor } from "../../contracts/alerts/causes.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { readSegmentHeader, type SegmentFile } from "./segment-file.ts";
import type { SegmentWriter } from "./segment-writer.ts";

/**
 * At most this many segments in a row with a date from a wrong clock are skipped; if there are more, they count as
 * being as old as the newest one.
 */
const MOST_MISDATED = 1_000;

interface Kept extends SegmentFile {
  readonly bytes: number;
  /** ms UTC. */
  readonly createdAt: number;
}

interface RetireLimits {
  readonly maxBytes: number;
  /** ms UTC. */
  readonly olderThan: number;
  readonly readUpTo: LogPosition;
  /** The believed clock, else the wall clock, ms UTC. A later segment was dated by a wrong clock. */
  readonly now: number;
  /** Items that followers have not taken stay, unless they arrived before `since`, ms UTC. */
  readonly followed?: { readonly upTo: LogPosition; readonly since: number };
  readonly giveBack: number;
  readonly next: { readonly firstSeq: LogPosition; readonly createdAt: number };
}

/** A segment that was deleted before every cursor had read it. */
export interface RetiredUnread {
  readonly unread: number;
  /** Arrival of its first and last item, ms UTC. */
  readonly from: number;
  readonly to: number;
}

/** A segment that the disk refused to delete. */
export interface RefusedDeletion {
  readonly path: string;
  readonly reason: string;
  readonly times: number;
}

/** How long it is news that data were deleted unread. */
const UNREAD_NEWS_MS = 3_600_000;

/** Finished segments, oldest first, and when they may go. Deleting one needs no space. */
export class Retention {
  readonly #kept: Kept[];
  /** Arrival of the newest deleted item, ms UTC. */
  #gone = Number.NEGATIVE_INFINITY;
  #bytes = 0;
  /** When unread data were last deleted, monotonic ms. */
  #unreadAtMs = Number.NEGATIVE_INFINITY;
  #refused: RefusedDeletion | undefined;

  private constructor(kept: Kept[]) {
    this.#kept = kept;
    for (const segment of kept) this.#bytes += segment.bytes;
  }

  static async open(segments: readonly SegmentFile[]): Promise<Retention> {
    return new Retention(await Promise.all(segments.map(keptOf)));
  }

  /** The segment that is due and cannot be deleted, if any. */
  get refused(): RefusedDeletion | undefined {
    return this.#refused;
  }

  /** Within the last hour data were deleted unread. */
  get wentUnread(): boolean {
    return performance.now() - this.#unreadAtMs < UNREAD_NEWS_MS;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** First position of the finished segments on disk. */
  get oldest(): LogPosition | undefined {
    return this.#kept[0]?.firstSeq;
  }

  async finish(segment: SegmentWriter): Promise<void> {
    await segment.close();
    this.#keep(await keptOf(segment));
  }

  /** Closes a segment after an error and keeps its committed part. */
  async abandon(segment: SegmentWriter): Promise<void> {
    await segment.abandon();
    const kept = await keptOf(segment).catch(() => undefined);
    if (kept !== undefined) this.#keep(kept);
  }

  /** Bytes of segments with items at or after the position. */
  bytesFrom(position: LogPosition): number {
    let bytes = 0;
    for (let i = this.#kept.length - 1; i >= 0; i--) {
      if ((this.#kept[i + 1]?.firstSeq ?? Number.POSITIVE_INFINITY) <= position) break;
      bytes += (this.#kept[i] as Kept).bytes;
    }
    return bytes;
  }

  /**
   * Deletes segments that are due. `next` is the segment after the last finished one; `giveBack` bytes of read
   * segments go whatever their age.
   */
  async retire(limits: RetireLimits): Promise<RetiredUnread[]> {
    const unread: RetiredUnread[] = [];
    let given = 0;
    while (this.#kept.length > 0) {
      const segment = this.#kept[0] as Kept;
      const next = this.#kept[1] ?? limits.next;
      const isRead = next.firstSeq <= limits.readUpTo;
      const arrived = this.#arrivalOfFirst(limits);
      const isFollowed =
        limits.followed === undefined || next.firstSeq <= limits.followed.upTo || arrived < limits.followed.since;
      const isOld = arrived < limits.olderThan;
      if (!(this.#bytes > limits.maxBytes || (isRead && isFollowed && (isOld || given < limits.giveBack)))) break;
      // Later segments wait: a hole in the log would look like damage.
      if (!(await this.#delete(segment))) break;
      if (segment.createdAt <= limits.now) this.#gone = Math.max(this.#gone, segment.createdAt);
      this.#kept.shift();
      this.#bytes -= segment.bytes;
      given += segment.bytes;
      const lost = isRead ? 0 : next.firstSeq - Math.max(segment.firstSeq, limits.readUpTo);
      if (lost > 0) unread.push({ unread: lost, from: segment.createdAt, to: next.createdAt });
    }
    if (unread.length > 0) this.#unreadAtMs = performance.now();
    return unread;
  }

  /**
   * Latest possible arrival of the last item in the oldest segment. In order of arrival time does not go back, and no
   * item arrived after now, so segments with a date from a wrong clock are skipped.
   */
  #arrivalOfFirst({ now, next }: RetireLimits): number {
    const own = (this.#kept[0] as Kept).createdAt;
    const earliest = own <= now ? Math.max(this.#gone, own) : this.#gone;
    for (let later = 1; later < Math.min(this.#kept.length, MOST_MISDATED); later++) {
      const { createdAt } = this.#kept[later] as Kept;
      if (earliest <= createdAt && createdAt <= now) return createdAt;
    }
    return Math.max(earliest, next.createdAt);
  }

  /** False when the disk refuses: the segment stays, counts, and is tried again. */
  async #delete({ path }: Kept): Promise<boolean> {
    try {
      await unlink(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        this.#refused = {
          path,
          reason: reasonFor(error),
          times: (this.#refused?.path === path ? this.#refused.times : 0) + 1,
        };
        return false;
      }
    }
    this.#refused = undefined;
    return true;
  }

  #keep(segment: Kept): void {
    this.#kept.push(segment);
    this.#bytes += segment.bytes;
  }
}

async function keptOf({ number, firstSeq, path }: SegmentFile): Promise<Kept> {
  const { size, mtimeMs } = await stat(path);
  const file = await open(path, "r");
  try {
    const header = await readSegmentHeader(file, path);
    return { number, firstSeq, path, bytes: size, createdAt: header?.header.createdAt ?? mtimeMs };
  } finally {
    await file.close();
  }
}
