import { EdgeError } from "../contracts/errors.ts";
import { checkedLine, readCheckedLine } from "./checked-line.ts";
import { LineFile } from "./line-file.ts";

/** A file larger than this, and than twice what it needed when it was last rewritten, is rewritten. */
const COMPACT_ABOVE_BYTES = 256 * 1024;

export interface KeyedLinesOptions<T> {
  /** Written into each line, so that a file of another kind or of a newer version is refused. */
  readonly format: string;
  /** Checks a value of the file; undefined where it is none. */
  read(value: unknown): T | undefined;
}

/**
 * Values by key in a file of lines: the last line of a key counts. When a change resolves, it is on disk. Damaged
 * lines at the end, from a power cut, were never confirmed and are cut off. One writer.
 */
export class KeyedLines<T> {
  readonly #file: LineFile;
  readonly #format: string;
  readonly #values: Map<string, T>;
  #work: Promise<void> = Promise.resolve();
  #compactAbove = COMPACT_ABOVE_BYTES;

  private constructor(file: LineFile, format: string, values: Map<string, T>) {
    this.#file = file;
    this.#format = format;
    this.#values = values;
  }

  /** Throws EdgeError `disk` for a file that is damaged before its end, or not of this format. */
  static async open<T>(path: string, { format, read }: KeyedLinesOptions<T>): Promise<KeyedLines<T>> {
    const values = new Map<string, T>();
    const { file } = await LineFile.open(path, (content) => replay(path, content, { format, read, values }));
    return new KeyedLines(file, format, values);
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  /** In the order in which their keys were first put. */
  values(): IterableIterator<T> {
    return this.#values.values();
  }

  /** Rejects with EdgeError `disk`; then nothing has changed. */
  put(key: string, value: T): Promise<void> {
    return this.#inTurn(async () => {
      await this.#append({ format: this.#format, key, value });
      this.#values.set(key, value);
      await this.#compact();
    });
  }

  /** The same for a value that is of no use any more. */
  drop(key: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#values.has(key)) return;
      await this.#append({ format: this.#format, key });
      this.#values.delete(key);
      await this.#compact();
    });
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#file.close();
  }

  async #append(line: object): Promise<void> {
    try {
      await this.#file.append(checkedLine(line));
    } catch (cause) {
      throw new EdgeError(
        "disk",
        `${this.#file.path} cannot be written; free space or repair the disk, and try again`,
        { cause },
      );
    }
  }

  /** A file that cannot be rewritten stays as it is: all its lines count. It is tried again once it has grown. */
  async #compact(): Promise<void> {
    if (this.#file.bytes <= this.#compactAbove) return;
    const lines = [...this.#values].map(([key, value]) => checkedLine({ format: this.#format, key, value }));
    try {
      await this.#file.replace(lines.join(""));
      this.#compactAbove = Math.max(COMPACT_ABOVE_BYTES, 2 * this.#file.bytes);
    } catch {
      this.#compactAbove = this.#file.bytes + COMPACT_ABOVE_BYTES;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

function replay<T>(
  path: string,
  content: Buffer,
  { format, read, values }: KeyedLinesOptions<T> & { readonly values: Map<string, T> },
): number {
  let goodBytes = 0;
  let isDamaged = false;
  for (let start = 0, end = content.indexOf(10); end >= 0; start = end + 1, end = content.indexOf(10, start)) {
    const line = readCheckedLine(content.toString("utf8", start, end)) as Partial<Record<string, unknown>> | undefined;
    if (line === undefined) {
      isDamaged = true;
      continue;
    }
    const { key, value } = line;
    const known = value === undefined ? undefined : read(value);
    if (
      isDamaged ||
      line["format"] !== format ||
      typeof key !== "string" ||
      (value !== undefined && known === undefined)
    )
      throw new EdgeError(
        "disk",
        `${path} is damaged or of a newer version; restore it from a backup, start that version, or move the file away`,
      );
    if (known === undefined) values.delete(key);
    else values.set(key, known);
    goodBytes = end + 1;
  }
  return goodBytes;
}
