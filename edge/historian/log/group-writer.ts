import { setTimeout as sleep } from "node:timers/promises";
import { reasonFor } from "../../contracts/alerts/causes.ts";
import { reasonOf } from "../../contracts/errors.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { DiskEnd } from "../../contracts/path/write-gate.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { BLOCK_KIND_AT, BlockKind, BlockRoom } from "./block.ts";
import type { DiskSpace } from "./disk-space.ts";
import type { LogOptions } from "./log-options.ts";
import { type CommitGroup, encodeGroup } from "./pending.ts";
import { type DictionaryEntry, entryOf } from "./rare-blocks.ts";
import type { Retention } from "./retention.ts";
import { SegmentWriter } from "./segment-writer.ts";

const DEFAULT_SEGMENT_BYTES = 32 * 1024 * 1024;
/**
 * A segment is at least this many times as long as its dictionary, while it stays a small share of the disk. 17 MB
 * describe 100,000 tags; without this they would be written, and read by every reader, with each 12 s of samples.
 */
const DICTIONARIES_LONG = 16;
const MOST_OF_LOG = 1 / 16;
const MAX_RETRY_MS = 1000;
/** How long a closing log keeps trying to write when the disk refuses. */
const CLOSE_PATIENCE_MS = 3000;

/** Options of a log, of whose tags only a description is needed. */
export type WriterOptions = Omit<LogOptions, "tags"> & {
  readonly tags?: { at(ref: TagRef): DictionaryEntry | undefined };
};

/** Writes groups into segments, one after the other, and retries while the disk refuses. */
export class GroupWriter {
  readonly figures = { writtenBytes: 0, writeErrors: 0 };
  readonly #options: WriterOptions;
  readonly #logUid: string;
  readonly #retention: Retention;
  readonly #space: DiskSpace;
  readonly #room = new BlockRoom();
  #segment: SegmentWriter | undefined;
  #nextNumber: number;
  #problem: { reason: string; since: number } | undefined;

  constructor(
    options: WriterOptions,
    log: { logUid: string; nextNumber: number; retention: Retention; space: DiskSpace },
  ) {
    this.#options = options;
    this.#logUid = log.logUid;
    this.#nextNumber = log.nextNumber;
    this.#retention = log.retention;
    this.#space = log.space;
  }

  get problem(): { readonly reason: string; readonly since: number } | undefined {
    return this.#problem;
  }

  /** Bytes and first position of the segment being written. */
  get openBytes(): number {
    return this.#segment?.bytes ?? 0;
  }

  get openFrom(): LogPosition | undefined {
    return this.#segment?.firstSeq;
  }

  /** End of what is on disk. */
  get end(): DiskEnd {
    return { number: this.#segment?.number ?? 0, bytes: this.openBytes };
  }

  /**
   * True when the group is on disk. Gives up some time after `closing` was aborted. Calls `makeRoom` before each
   * retry.
   */
  async store(group: CommitGroup, closing: AbortSignal, makeRoom: () => Promise<void>): Promise<boolean> {
    let giveUpAt: number | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#append(group);
        return true;
      } catch (error) {
        await this.#failed(error);
        if (closing.aborted) giveUpAt ??= performance.now() + CLOSE_PATIENCE_MS;
        if (giveUpAt !== undefined && performance.now() >= giveUpAt) {
          this.#options.log.error(
            { items: group.to - group.from },
            "commit log closed with items that the disk refused",
          );
          return false;
        }
        // Retries at least once a second, also while closing.
        await sleep(Math.min(MAX_RETRY_MS, 50 * 2 ** Math.min(attempt, 5)));
        await makeRoom();
      }
    }
  }

  async close(): Promise<void> {
    await this.#segment?.close();
  }

  async #append(group: CommitGroup): Promise<void> {
    this.#options.gate?.mayWrite();
    await this.#space.expectRoom();
    const segment = await this.#segmentFor(group);
    const blocks = encodeGroup(group, {
      known: segment.known,
      describe: (ref) => this.#describe(ref),
      room: this.#room,
    });
    const before = segment.bytes;
    for (const block of blocks)
      if (block[BLOCK_KIND_AT] === BlockKind.dictionary) segment.dictionaryBytes += block.length;
    await segment.append(blocks);
    this.figures.writtenBytes += segment.bytes - before;
    if (this.#problem !== undefined) this.#options.log.info({ since: this.#problem.since }, "commit log writes again");
    this.#problem = undefined;
  }

  async #failed(error: unknown): Promise<void> {
    this.figures.writeErrors++;
    if (this.#problem === undefined) {
      this.#problem = { reason: reasonFor(error), since: Date.now() };
      this.#options.log.error(
        { dir: this.#options.dir, reason: reasonOf(error) },
        "commit log cannot write; nothing is acknowledged until it can",
      );
    }
    const broken = this.#segment;
    this.#segment = undefined;
    if (broken !== undefined) await this.#retention.abandon(broken);
  }

  async #segmentFor(group: CommitGroup): Promise<SegmentWriter> {
    if (this.#segment !== undefined && this.#segment.bytes >= this.#lengthOf(this.#segment)) {
      const finished = this.#segment;
      this.#segment = undefined;
      await this.#retention.finish(finished);
    }
    this.#segment ??= await SegmentWriter.create(this.#options.dir, this.#nextNumber++, {
      logUid: this.#logUid,
      edgeId: this.#options.edgeId,
      epoch: this.#options.epoch,
      createdAt: Date.now(),
      firstSeq: group.from,
    });
    return this.#segment;
  }

  #lengthOf({ dictionaryBytes }: SegmentWriter): number {
    const { segmentBytes = DEFAULT_SEGMENT_BYTES, maxBytes = Number.POSITIVE_INFINITY } = this.#options;
    return Math.max(segmentBytes, Math.min(DICTIONARIES_LONG * dictionaryBytes, MOST_OF_LOG * maxBytes));
  }

  #describe(ref: TagRef): DictionaryEntry | undefined {
    const tag = this.#options.tags?.at(ref);
    return tag && entryOf(tag);
  }
}
