import { type FileHandle, mkdir, open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { wholeBytes } from "./line-blocks.ts";
import { replaceFile } from "./replace-file.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * A file of text lines that grows at its end, or is replaced as a whole. After `append` or `replace` resolved, the
 * lines survive a power cut; when they reject, the lines are not in the file. One call at a time: callers keep the
 * order of their own lines.
 */
export class LineFile {
  readonly path: string;
  /**
   * Undefined while the file is being replaced and after a failed write: the disk may be remounted, or the file
   * replaced.
   */
  #file: FileHandle | undefined;
  #bytes: number;
  #mayBeTorn = false;
  /** False after a failed replacement: then the file itself gives its length. */
  #isKnown = true;
  #isClosed = false;

  private constructor(path: string, file: FileHandle, bytes: number) {
    this.path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /**
   * Opens or makes the file and returns its content. `goodBytes` returns how much of it is valid; the rest, which a
   * power cut left unacknowledged, is cut off. Throws EdgeError `disk` when it cannot be read.
   */
  static async open(
    path: string,
    goodBytes: (content: Buffer) => number = wholeLines,
  ): Promise<{ file: LineFile; content: Buffer; cutBytes: number }> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const content = await readOrEmpty(path);
    const good = goodBytes(content);
    if (good < content.length) await truncate(path, good);
    const handle = await open(path, "a", 0o600);
    try {
      await syncFolder(dirname(path));
    } catch (error) {
      await handle.close();
      throw error;
    }
    return {
      file: new LineFile(path, handle, good),
      content: content.subarray(0, good),
      cutBytes: content.length - good,
    };
  }

  /**
   * Opens or makes the file without reading it, however large it is. Cuts off a torn last line, which a power cut
   * left unacknowledged. Throws EdgeError `disk` when it cannot be read.
   */
  static async openAtEnd(path: string): Promise<{ file: LineFile; cutBytes: number }> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await openForMore(path);
    try {
      const good = await wholeBytes(handle);
      const cutBytes = (await handle.stat()).size - good;
      if (cutBytes > 0) await handle.truncate(good);
      await syncFolder(dirname(path));
      return { file: new LineFile(path, handle, good), cutBytes };
    } catch (error) {
      await handle.close();
      throw unreadable(path, error);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Appends whole lines. */
  async append(text: string): Promise<void> {
    if (this.#isClosed) throw new EdgeError("disk", `${this.path} is closed`);
    try {
      this.#file ??= await open(this.path, "a", 0o600);
      if (!this.#isKnown) this.#bytes = (await this.#file.stat()).size;
      this.#isKnown = true;
      if (this.#mayBeTorn) await this.#mend(this.#file);
      this.#mayBeTorn = true;
      await this.#file.appendFile(text);
      await this.#file.datasync();
      this.#mayBeTorn = false;
      this.#bytes += Buffer.byteLength(text);
    } catch (error) {
      const broken = this.#file;
      this.#file = undefined;
      if (broken !== undefined) {
        await this.#mend(broken).catch(() => undefined);
        await broken.close().catch(() => undefined);
      }
      throw error;
    }
  }

  /** Replaces the content. The old file stays whole until the new one is on disk. */
  async replace(text: string): Promise<void> {
    if (this.#mayBeTorn) {
      this.#file ??= await open(this.path, "a", 0o600);
      await this.#mend(this.#file);
    }
    // Windows does not replace a file that is open.
    await this.#release();
    try {
      await replaceFile(this.path, text, { mode: 0o600 });
    } catch (error) {
      // The old content or, where the sync of the folder failed, the new one: complete in any case.
      this.#isKnown = false;
      throw error;
    }
    this.#bytes = Buffer.byteLength(text);
    this.#isKnown = true;
    this.#mayBeTorn = false;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#release();
  }

  async #release(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Cuts off the remains of a failed write. */
  async #mend(file: FileHandle): Promise<void> {
    if ((await file.stat()).size > this.#bytes) await file.truncate(this.#bytes);
    this.#mayBeTorn = false;
  }
}

function wholeLines(content: Buffer): number {
  return content.lastIndexOf(10) + 1;
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw unreadable(path, error);
  }
}

/** Opens for reading, and for writing at the end. */
async function openForMore(path: string): Promise<FileHandle> {
  try {
    return await open(path, "a+", 0o600);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): EdgeError {
  return new EdgeError("disk", `${path} cannot be read; check its owner and permissions`, { cause });
}
