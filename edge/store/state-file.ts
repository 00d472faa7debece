import { type Stats, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import { type DiskCalls, runNow, runSyncLater, type Steps } from "./disk-calls.ts";
import { explained, replaceFileSync } from "./replace-file.ts";

//   8f14e45f 12 {"format":1,…}        checksum, number of the write, content, spaces up to the end of the line
//   c9f0f895 13 {"format":1,…}        the next write overwrites the line above

const LEAST_LINE_BYTES = 4_096;
/** Length of a line in a replaced file, as a multiple of its content. */
const ROOM_TO_GROW = 1.5;
const HEAD = /^([0-9a-f]{8}) (\d+) /;

interface State {
  readonly number: number;
  readonly bytes: Buffer;
}

/** The file as this writer made it. */
interface Made {
  readonly ino: number;
  readonly lineBytes: number;
}

/**
 * A derived state that is written about once a second: overwritten in place, in two lines that take turns, so that a
 * write costs one sync of data and no new name. After a failure at any moment the file has the state before or after
 * (rule FS19 in docs/rules/store.md). The content is text without a line feed that does not end with white space.
 */
export class StateFile {
  readonly #path: string;
  /** Undefined before the first write and after a failed one: then the file is replaced. */
  #made: Made | undefined;
  #number = 0;
  #isWriting = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when the content is on disk. Throws EdgeError `disk`. */
  async write(content: string): Promise<void> {
    await runSyncLater((calls) => explained(this.#path, this.#writing(calls, content)));
  }

  /** `write`, synchronously; also while a `write` is under way, whose content then counts as the older one. */
  writeSync(content: string): void {
    runNow((calls) => explained(this.#path, this.#writing(calls, content)));
  }

  *#writing(calls: DiskCalls, content: string): Steps<void> {
    const number = ++this.#number;
    const rest = `${number} ${content}`;
    const state = { number, bytes: Buffer.from(`${crc32(rest).toString(16).padStart(8, "0")} ${rest}`) };
    const made = this.#made;
    // One of the two lines is being written, and the other may be the only whole one.
    if (made === undefined || this.#isWriting || state.bytes.length >= made.lineBytes) {
      this.#replace(state);
      return;
    }
    this.#isWriting = true;
    try {
      if (yield* this.#isThere(calls, made)) yield* this.#overwrite(calls, made, state);
      else this.#replace(state);
    } catch (error) {
      // After a failed sync the content of the file is uncertain, whatever later syncs say.
      if (this.#made === made) this.#made = undefined;
      throw error;
    } finally {
      this.#isWriting = false;
    }
  }

  *#isThere(calls: DiskCalls, { ino }: Made): Steps<boolean> {
    try {
      return ((yield calls.stat(this.#path)) as Stats).ino === ino;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }

  *#overwrite(calls: DiskCalls, made: Made, { number, bytes }: State): Steps<void> {
    const fd = (yield calls.open(this.#path, "r+")) as number;
    try {
      if (this.#made === undefined) throw new Error("a newer write failed");
      // Replaced meanwhile, with a newer content.
      if (this.#made !== made) return;
      const line = lineOf(bytes, made.lineBytes);
      const start = (number % 2) * made.lineBytes;
      for (let at = 0; at < line.length; ) {
        const written = (yield calls.write(fd, line, at, start + at)) as number;
        if (written <= 0) throw Object.assign(new Error("nothing was written"), { code: "ENOSPC" });
        at += written;
      }
      yield calls.datasync(fd);
    } finally {
      yield calls.close(fd);
    }
  }

  /** Always synchronous, because of two replacements at once the older might take the name last. */
  #replace({ number, bytes }: State): void {
    this.#made = undefined;
    let lineBytes = LEAST_LINE_BYTES;
    while (lineBytes < bytes.length * ROOM_TO_GROW) lineBytes *= 2;
    const lines = [lineOf(Buffer.alloc(0), lineBytes), lineOf(Buffer.alloc(0), lineBytes)];
    lines[number % 2] = lineOf(bytes, lineBytes);
    replaceFileSync(this.#path, Buffer.concat(lines));
    this.#made = { ino: statSync(this.#path).ino, lineBytes };
  }
}

function lineOf(bytes: Buffer, lineBytes: number): Buffer {
  const line = Buffer.alloc(lineBytes, " ");
  bytes.copy(line);
  line[lineBytes - 1] = 0x0a;
  return line;
}

/**
 * The newest whole state in a file's text. Of a file that an earlier version replaced as a whole, and of one without a
 * whole line, the text itself.
 */
export function stateIn(text: string): string {
  let newest = { number: -1, content: text };
  for (const line of text.split("\n")) {
    const [head, sum, number] = HEAD.exec(line) ?? [];
    if (head === undefined || sum === undefined || number === undefined) continue;
    const content = line.slice(head.length).trimEnd();
    if (Number.parseInt(sum, 16) !== crc32(`${number} ${content}`)) continue;
    if (Number(number) > newest.number) newest = { number: Number(number), content };
  }
  return newest.content;
}
