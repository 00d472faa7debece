/** Divides the samples of a large span among its pieces in one pass; otherwise each piece would read all of them. */

import { NO_TEXTS, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { ScratchFile } from "../../store/scratch-file.ts";

/** Memory of the extents that are being filled, one of each piece. */
const ROOM_BYTES = 8 * 1024 * 1024;
const SAMPLE_BYTES = 8 + 8 + 4 + 4 + 1;
const LEAST_EXTENT = 256;
const MOST_EXTENT = 16_384;

/** Samples of one piece, in order of arrival, as they lie in memory and in the scratch file. */
interface Extent {
  readonly bytes: Uint8Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly refs: Uint32Array;
  readonly statuses: Uint32Array;
  readonly flags: Uint8Array;
  length: number;
}

/** A span's samples by piece. They lie in a scratch file, 25 bytes each. */
export class ScatteredSamples {
  readonly #file: ScratchFile;
  readonly #capacity: number;
  /** Piece by ref. */
  readonly #pieceOf: Uint32Array;
  readonly #open: readonly Extent[];
  /** Place and length of each written extent, by piece. */
  readonly #written: { readonly at: number; readonly length: number }[][];

  /** `pieceOf` has the piece of every ref that comes. */
  constructor(file: ScratchFile, pieces: number, pieceOf: Uint32Array) {
    const extent = Math.floor(ROOM_BYTES / SAMPLE_BYTES / pieces / 8) * 8;
    this.#file = file;
    this.#capacity = Math.max(LEAST_EXTENT, Math.min(MOST_EXTENT, extent));
    this.#pieceOf = pieceOf;
    this.#open = Array.from({ length: pieces }, () => extentOf(this.#capacity));
    this.#written = Array.from({ length: pieces }, () => []);
  }

  async add(batch: SampleBatch, stretch: TimeRange): Promise<void> {
    for (let from = 0; from < batch.length; ) {
      const { next, full } = this.#deal(batch, from, stretch);
      from = next;
      if (full !== undefined) await this.#write(full);
    }
  }

  /** A piece's samples, in order of arrival. Each batch is valid until the next. */
  async *read(piece: number): AsyncGenerator<SampleBatch> {
    const room = extentOf(this.#capacity);
    for (const { at, length } of this.#written[piece] ?? []) {
      await this.#file.read(room.bytes, at);
      room.length = length;
      yield batchOf(room);
    }
    yield batchOf(this.#open[piece] as Extent);
  }

  /** Deals samples until an extent is full. */
  #deal(
    { length, tags, times, values, statuses, flags }: SampleBatch,
    begin: number,
    { from, to }: TimeRange,
  ): { readonly next: number; readonly full: number | undefined } {
    const capacity = this.#capacity;
    for (let i = begin; i < length; i++) {
      const time = times[i] as number;
      if (time < from || time >= to) continue;
      const ref = tags[i] as number;
      const piece = this.#pieceOf[ref] as number;
      const extent = this.#open[piece] as Extent;
      const at = extent.length++;
      extent.times[at] = time;
      extent.values[at] = values[i] as number;
      extent.refs[at] = ref;
      extent.statuses[at] = statuses[i] as number;
      extent.flags[at] = flags[i] as number;
      if (extent.length === capacity) return { next: i + 1, full: piece };
    }
    return { next: length, full: undefined };
  }

  async #write(piece: number): Promise<void> {
    const extent = this.#open[piece] as Extent;
    const at = await this.#file.append(extent.bytes);
    this.#written[piece]?.push({ at, length: extent.length });
    extent.length = 0;
  }
}

function extentOf(capacity: number): Extent {
  const buffer = new ArrayBuffer(capacity * SAMPLE_BYTES);
  return {
    bytes: new Uint8Array(buffer),
    times: new Float64Array(buffer, 0, capacity),
    values: new Float64Array(buffer, capacity * 8, capacity),
    refs: new Uint32Array(buffer, capacity * 16, capacity),
    statuses: new Uint32Array(buffer, capacity * 20, capacity),
    flags: new Uint8Array(buffer, capacity * 24, capacity),
    length: 0,
  };
}

function batchOf({ times, values, refs, statuses, flags, length }: Extent): SampleBatch {
  return { length, tags: refs, times, values, statuses, flags, receivedAt: 0, texts: NO_TEXTS };
}
