import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { movePath } from "../../store/move-path.ts";
import { syncFolder } from "../../store/sync-folder.ts";

const MAX_BYTES = 64 * 1024 * 1024;
/** Longer than any line. */
const TAIL_BYTES = 1024 * 1024;

/** A line the server will never take. */
export interface DeadLetter {
  readonly reason: string;
  readonly line: string;
}

/**
 * Lines that the server will never take, with the reason: one JSON object per line. Two files of at most 64 MiB each;
 * a third replaces the older one.
 */
export class DeadLetters {
  readonly path: string;
  #isWhole = false;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Resolves when the letters are on disk: then the log may forget the samples. Cuts off a line that a failed attempt
   * left unfinished.
   */
  async add(letters: readonly DeadLetter[]): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const size = (await stat(this.path).catch(() => undefined))?.size ?? 0;
    if (size > MAX_BYTES) await movePath(this.path, `${this.path}.1`);
    const at = new Date().toISOString();
    const file = await open(this.path, "a+");
    try {
      if (!this.#isWhole) await cutTornLine(file);
      this.#isWhole = false;
      await file.writeFile(letters.map(({ reason, line }) => `${JSON.stringify({ at, reason, line })}\n`).join(""));
      await file.datasync();
      if (size === 0 || size > MAX_BYTES) await syncFolder(dirname(this.path));
      this.#isWhole = true;
    } finally {
      await file.close();
    }
  }
}

/** Cuts off a last line that a crash or a full disk left unfinished. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  await file.read(tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf("\n") + 1;
  if (end < tail.length) await file.truncate(size - tail.length + end);
}
