/** Reads the commit log from its segment files. */
import { type FileHandle, open } from "node:fs/promises";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { type Block, BlockKind, blockAt, MAX_PAYLOAD_BYTES, nextMagic } from "./block.ts";
import type { ColumnRoom } from "./column-room.ts";
import type { Hole, LogChunk, LogItem, LogPlace } from "./log-chunk.ts";
import { slice } from "./pending.ts";
import { type DictionaryEntry, decodeDictionary, decodeEvents, decodeWaveform, hasWanted } from "./rare-blocks.ts";
import { decodeSampleBlock } from "./sample-decoder.ts";
import { listSegments, readSegmentHeader, type SegmentFile } from "./segment-file.ts";

const FIRST_WINDOW_BYTES = 1024 * 1024;
const MAX_WINDOW_BYTES = MAX_PAYLOAD_BYTES + 64;
/** A chunk ends when its blocks have this many bytes. */
const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

export interface LogReaderOptions {
  /** Skips blocks without samples of this tag. */
  readonly ref?: TagRef;
  /** Memory for the columns of a chunk, which are valid until the next `read`. One `read` may be given another. */
  readonly room?: ColumnRoom;
  /** Selects dictionary entries. One selected entry brings its whole block. Default: all. */
  readonly entries?: "none" | ((ref: number) => boolean);
  /** Whether `items` are wanted. */
  readonly isInOrder?: boolean;
}

interface Growing {
  place: LogPlace | undefined;
  batches: SampleBatch[];
  samples: number;
  events: EdgeEvent[];
  waveforms: WaveformBlock[];
  items: LogItem[];
  dictionary: DictionaryEntry[];
  lost: number;
  holes: Hole[];
  bytes: number;
}

interface OpenSegment {
  readonly segment: SegmentFile;
  readonly handle: FileHandle;
  /** Where the next block is looked for. */
  offset: number;
}

/**
 * Reads blocks from a position on, straight from the segment files, in any process. Each item comes once, in order;
 * `lost` counts unreadable items, and no read waits for them. One `read` at a time.
 */
export class LogReader {
  readonly #dir: string;
  #position: LogPosition;
  #open: OpenSegment | undefined;
  #window = Buffer.from(new ArrayBuffer(FIRST_WINDOW_BYTES));
  readonly #options: LogReaderOptions;
  /** Of the read under way. */
  #room: ColumnRoom | undefined;

  constructor(dir: string, from: LogPosition, options: LogReaderOptions = {}) {
    this.#dir = dir;
    this.#position = from;
    this.#options = options;
  }

  /** Every item before it was read. */
  get position(): LogPosition {
    return this.#position;
  }

  /** `place` of a chunk that began at this position saves a search through its segment. */
  async seek(position: LogPosition, place?: LogPlace): Promise<void> {
    if (position === this.#position && this.#open !== undefined) return;
    await this.close();
    this.#position = position;
    const segment = place && (await listSegments(this.#dir)).find(({ number }) => number === place.segment);
    if (place !== undefined && segment !== undefined) await this.#openSegment(segment, place.offset);
  }

  /**
   * Whole blocks with at least `maxSamples` samples, fewer at the end; undefined when there is none before `upTo`,
   * which must be committed.
   */
  async read(maxSamples: number, upTo: LogPosition, room = this.#options.room): Promise<LogChunk | undefined> {
    const from = this.#position;
    this.#room = room;
    room?.clear();
    const found: Growing = {
      place: undefined,
      batches: [],
      samples: 0,
      events: [],
      waveforms: [],
      items: [],
      dictionary: [],
      lost: 0,
      holes: [],
      bytes: 0,
    };
    while (this.#position < upTo && found.samples < maxSamples && found.bytes < MAX_CHUNK_BYTES) {
      if (this.#open === undefined && !(await this.#enter(found))) break;
      if (await this.#readWindow(found, { maxSamples, upTo })) continue;
      if (!(await this.#enterNext())) break;
    }
    const isBlocked = this.#position < upTo && found.samples < maxSamples && found.bytes < MAX_CHUNK_BYTES;
    // Committed items that no file has were damaged at the very end of the log. Waiting would never end.
    if (isBlocked && Number.isFinite(upTo)) {
      this.#skipTo(upTo, found);
    }
    if (this.#position === from) return undefined;
    const { place, ...rest } = found;
    return { from, to: this.#position, ...(place === undefined ? {} : { place }), ...rest };
  }

  async close(): Promise<void> {
    const handle = this.#open?.handle;
    this.#open = undefined;
    await handle?.close();
  }

  /** Opens the segment that holds the position, or the oldest after it. */
  async #enter(found: Growing): Promise<boolean> {
    for (;;) {
      const segments = await listSegments(this.#dir);
      const segment = segments.findLast(({ firstSeq }) => firstSeq <= this.#position) ?? segments[0];
      if (segment === undefined) return false;
      if (await this.#openSegment(segment)) {
        if (segment.firstSeq > this.#position) this.#skipTo(segment.firstSeq, found);
        return true;
      }
    }
  }

  /** Continues with the segment after the open one, if there is one. */
  async #enterNext(): Promise<boolean> {
    for (;;) {
      const number = this.#open?.segment.number ?? -1;
      const next = (await listSegments(this.#dir)).find((segment) => segment.number > number);
      if (next === undefined) return false;
      const before = this.#open;
      if (await this.#openSegment(next)) {
        await before?.handle.close();
        return true;
      }
    }
  }

  /** False when the file was retired in the meantime. */
  async #openSegment(segment: SegmentFile, offset?: number): Promise<boolean> {
    let handle: FileHandle;
    try {
      handle = await open(segment.path, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
    try {
      const header = await readSegmentHeader(handle, segment.path);
      this.#open = { segment, handle, offset: offset ?? header?.bytes ?? 0 };
      return true;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Takes the blocks of one window. False at the end of the file. */
  async #readWindow(found: Growing, limit: { maxSamples: number; upTo: LogPosition }): Promise<boolean> {
    const at = this.#open as OpenSegment;
    const { bytesRead } = await at.handle.read(this.#window, 0, this.#window.length, at.offset);
    if (bytesRead === 0) return false;
    const bytes = this.#window.subarray(0, bytesRead);
    const isEnd = bytesRead < this.#window.length;
    let used = 0;
    while (
      used < bytesRead &&
      this.#position < limit.upTo &&
      found.samples < limit.maxSamples &&
      found.bytes < MAX_CHUNK_BYTES
    ) {
      const block = blockAt(bytes, used);
      const before = this.#position;
      if (typeof block === "object" && this.#take(block, found)) {
        if (this.#position > before) found.place ??= { segment: at.segment.number, offset: at.offset + used };
        used += block.bytes;
        continue;
      }
      if (block === "more" && !isEnd) {
        if (used === 0) this.#growWindow();
        break;
      }
      const next = nextMagic(bytes, used);
      // The last three bytes may begin a magic that continues in the next window.
      used = next >= 0 ? next : isEnd ? bytesRead : Math.max(used + 1, bytesRead - 3);
    }
    at.offset += used;
    return true;
  }

  #growWindow(): void {
    this.#window = Buffer.from(new ArrayBuffer(Math.min(MAX_WINDOW_BYTES, this.#window.length * 2)));
  }

  /** Adds a block's items from the position on. False when payload and header contradict each other. */
  #take(block: Block, found: Growing): boolean {
    const end = block.seq + block.count;
    if (block.kind !== BlockKind.dictionary && end <= this.#position) return true;
    const skip = Math.max(0, this.#position - block.seq);
    try {
      if (block.kind === BlockKind.dictionary) this.#takeEntries(block.payload, found);
      else if (block.kind === BlockKind.samples) {
        const batches = decodeSampleBlock(block.payload, { room: this.#room, ref: this.#options.ref });
        this.#skipTo(block.seq, found, batches[0]?.receivedAt);
        this.#addSamples(found, batches, block.seq);
      } else if (block.kind === BlockKind.events)
        this.#addEvents(found, decodeEvents(block.payload).slice(skip), block.seq + skip);
      else if (block.kind === BlockKind.waveform) this.#addWaveform(found, decodeWaveform(block.payload), block.seq);
    } catch (error) {
      if (error instanceof RangeError || error instanceof SyntaxError) return false;
      throw error;
    }
    found.bytes += block.bytes;
    if (block.kind === BlockKind.dictionary) return true;
    this.#skipTo(block.seq, found);
    this.#position = end;
    return true;
  }

  /** Adds the part of the batches from the position on; the first batch begins at `seq`. */
  #addSamples(found: Growing, batches: readonly SampleBatch[], seq: LogPosition): void {
    let at = seq;
    for (const batch of batches) {
      const skip = Math.max(0, this.#position - at);
      const mine = skip === 0 ? batch : skip >= batch.length ? undefined : slice(batch, skip, batch.length);
      if (mine !== undefined && mine.length > 0) {
        found.batches.push(mine);
        found.samples += mine.length;
        if (this.#options.isInOrder === true) found.items.push({ at: at + skip, batch: mine });
      }
      at += batch.length;
    }
  }

  #addEvents(found: Growing, events: readonly EdgeEvent[], seq: LogPosition): void {
    found.events.push(...events);
    if (this.#options.isInOrder === true)
      for (const [index, event] of events.entries()) found.items.push({ at: seq + index, event });
  }

  #addWaveform(found: Growing, waveform: WaveformBlock, at: LogPosition): void {
    found.waveforms.push(waveform);
    if (this.#options.isInOrder === true) found.items.push({ at, waveform });
  }

  #takeEntries(payload: Buffer, found: Growing): void {
    const { entries } = this.#options;
    if (entries === "none" || (entries !== undefined && !hasWanted(payload, entries))) return;
    for (const entry of decodeDictionary(payload)) found.dictionary.push(entry);
  }

  #skipTo(seq: LogPosition, found: Growing, before?: Micros): void {
    if (seq <= this.#position) return;
    found.lost += seq - this.#position;
    const now = Date.now() * 1000;
    found.holes.push({
      from: this.#position,
      to: seq,
      after: found.batches.at(-1)?.receivedAt ?? before ?? now,
      before: before ?? now,
    });
    this.#position = seq;
  }
}
