/** Reads files of text lines of any size, in blocks, with bounded memory. */
import { type FileHandle, open } from "node:fs/promises";

const BLOCK_BYTES = 256 * 1024;
/** No writer makes a longer line. A longer one is returned as an empty line. */
const LONGEST_BYTES = 16 * 1024 * 1024;
const NEWLINE = 10;

/** The whole lines of a file in blocks, oldest first, without an unfinished last line. */
export async function* lineBlocks(path: string): AsyncGenerator<readonly string[]> {
  await using file = await open(path, "r");
  let begun = new Begun();
  for (let at = 0; ; ) {
    const block = await read(file, at, BLOCK_BYTES);
    if (block.length === 0) return;
    at += block.length;
    const last = block.lastIndexOf(NEWLINE);
    if (last < 0) {
      begun.append(block);
      continue;
    }
    const first = block.indexOf(NEWLINE);
    const head = begun.append(block.subarray(0, first)).text();
    begun = new Begun();
    begun.append(block.subarray(last + 1));
    yield first === last ? [head] : [head, ...block.toString("utf8", first + 1, last).split("\n")];
  }
}

/** The same, newest first. `bytes`: reads this many first bytes, which end with a line end. */
export async function* lineBlocksBackward(path: string, bytes?: number): AsyncGenerator<readonly string[]> {
  await using file = await open(path, "r");
  const whole = bytes ?? (await wholeBytes(file));
  let begun = new Begun();
  // The last line end separates nothing.
  for (let at = whole - 1; at > 0; ) {
    const from = Math.max(0, at - BLOCK_BYTES);
    const block = await read(file, from, at - from);
    // The file is shorter than before: someone cut it meanwhile.
    if (block.length < at - from) return;
    at = from;
    const first = block.indexOf(NEWLINE);
    if (first < 0) {
      begun.prepend(block);
      continue;
    }
    const last = block.lastIndexOf(NEWLINE);
    const tail = begun.prepend(block.subarray(last + 1)).text();
    begun = new Begun();
    begun.prepend(block.subarray(0, first));
    yield first === last
      ? [tail]
      : [
          tail,
          ...block
            .toString("utf8", first + 1, last)
            .split("\n")
            .reverse(),
        ];
  }
  if (whole > 0) yield [begun.text()];
}

/** Bytes of a file in whole lines; the rest is a torn line. */
export async function wholeBytes(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  for (let at = size; at > 0; ) {
    const from = Math.max(0, at - BLOCK_BYTES);
    const last = (await read(file, from, at - from)).lastIndexOf(NEWLINE);
    if (last >= 0) return from + last + 1;
    at = from;
  }
  return 0;
}

/** A line of which some blocks were read. */
class Begun {
  #parts: Buffer[] = [];
  #bytes = 0;

  append(part: Buffer): this {
    return this.#take(part, () => this.#parts.push(part));
  }

  prepend(part: Buffer): this {
    return this.#take(part, () => this.#parts.unshift(part));
  }

  text(): string {
    return this.#bytes > LONGEST_BYTES ? "" : Buffer.concat(this.#parts).toString("utf8");
  }

  #take(part: Buffer, keep: () => void): this {
    this.#bytes += part.length;
    if (this.#bytes > LONGEST_BYTES) this.#parts = [];
    else keep();
    return this;
  }
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(block, got, length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return block.subarray(0, got);
}
