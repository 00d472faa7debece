import { type FileHandle, open, unlink } from "node:fs/promises";
import type { LogPosition } from "../../contracts/path/source.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import { RefSet } from "./ref-set.ts";
import { encodeSegmentHeader, type SegmentHeader, segmentPath } from "./segment-file.ts";

/**
 * The segment that is being written. Abandon it after any error: a second fdatasync on a file whose first one failed
 * can report success although the data are gone.
 */
export class SegmentWriter {
  readonly number: number;
  readonly firstSeq: LogPosition;
  readonly path: string;
  /** Refs whose dictionary entries this segment has. */
  readonly known = new RefSet();
  /** Bytes of its dictionary. */
  dictionaryBytes = 0;
  readonly #file: FileHandle;
  #bytes: number;
  #committedBytes = 0;

  private constructor(file: FileHandle, place: { number: number; firstSeq: LogPosition; path: string; bytes: number }) {
    this.#file = file;
    this.number = place.number;
    this.firstSeq = place.firstSeq;
    this.path = place.path;
    this.#bytes = place.bytes;
  }

  /** Bytes in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  static async create(dir: string, number: number, header: SegmentHeader): Promise<SegmentWriter> {
    const path = segmentPath(dir, number, header.firstSeq);
    const bytes = encodeSegmentHeader(header);
    const file = await open(path, "wx");
    try {
      await writeAll(file, [bytes]);
      await file.datasync();
      await syncFolder(dir);
    } catch (error) {
      await file.close().catch(() => undefined);
      await unlink(path).catch(() => undefined);
      throw error;
    }
    return new SegmentWriter(file, { number, firstSeq: header.firstSeq, path, bytes: bytes.length });
  }

  /** Resolves when the blocks are on disk. */
  async append(blocks: readonly Buffer[]): Promise<void> {
    for (const block of blocks) this.#bytes += block.length;
    await writeAll(this.#file, blocks);
    await this.#file.datasync();
    this.#committedBytes = this.#bytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** After an error: cuts off uncommitted data, or deletes a file without committed data. Neither needs free space. */
  async abandon(): Promise<void> {
    if (this.#committedBytes > 0) await this.#file.truncate(this.#committedBytes).catch(() => undefined);
    await this.#file.close().catch(() => undefined);
    if (this.#committedBytes === 0) await unlink(this.path).catch(() => undefined);
  }
}

async function writeAll(file: FileHandle, blocks: readonly Buffer[]): Promise<void> {
  // Linux takes at most 1024 buffers in one writev.
  for (let from = 0; from < blocks.length; from += 1024) {
    let rest: Buffer[] = blocks.slice(from, from + 1024);
    while (rest.length > 0) {
      const { bytesWritten } = await file.writev(rest);
      rest = after(rest, bytesWritten);
    }
  }
}

function after(blocks: Buffer[], bytes: number): Buffer[] {
  let left = bytes;
  let index = 0;
  while (index < blocks.length && left >= (blocks[index] as Buffer).length) left -= (blocks[index++] as Buffer).length;
  const rest = blocks.slice(index);
  if (left > 0) rest[0] = (rest[0] as Buffer).subarray(left);
  return rest;
}
