/** Cuts a stream of `multipart/x-mixed-replace` (RFC 2046, 5.1) into its parts. */
import { TooLong } from "./too-long.ts";

/** Headers of a part, or bytes before the first one. */
const MOST_HEAD = 8_192;
const BLANK_LINE = Buffer.from("\r\n\r\n");

/** The bytes are no parts of this boundary. */
class FramingError extends Error {
  override readonly name = "FramingError";
}

/** The boundary of a content type; undefined where it is not multipart. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/x-mixed-replace\b/i.test(contentType)) return undefined;
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType) ?? [];
  return quoted ?? bare;
}

export class PartReader {
  readonly #delimiter: Buffer;
  readonly #most: number;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Length of the body that comes next; NaN: up to the next delimiter; undefined: a head comes next. */
  #body: number | undefined;
  /** Bytes that a body without a length was searched through already. */
  #searched = 0;

  /** `most`: bytes of the longest part. Some agents write the dashes into the boundary itself. */
  constructor(boundary: string, most: number) {
    this.#delimiter = Buffer.from(boundary.startsWith("--") ? boundary : `--${boundary}`);
    this.#most = most;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Bytes that no part has yet. */
  get pending(): number {
    return this.#size;
  }

  /** The next whole part, or undefined where more bytes have to come. Throws FramingError or TooLong. */
  next(): Buffer | undefined {
    if (this.#body === undefined && !this.#takeHead()) return undefined;
    const length = this.#body ?? Number.NaN;
    if (!Number.isNaN(length)) return this.#size < length ? undefined : this.#take(length);
    const bytes = this.#whole();
    const end = bytes.indexOf(this.#delimiter, this.#searched);
    if (end !== -1) return this.#take(end);
    this.#searched = Math.max(0, bytes.length - this.#delimiter.length);
    if (bytes.length > this.#most) throw new TooLong(this.#most);
    return undefined;
  }

  /** Reads up to the blank line behind a delimiter. False where more bytes have to come. */
  #takeHead(): boolean {
    // An agent may send line breaks for ever.
    this.#drop(pastLineBreaks(this.#whole()));
    const bytes = this.#whole();
    const start = bytes.subarray(0, this.#delimiter.length);
    if (!this.#delimiter.subarray(0, start.length).equals(start))
      throw new FramingError("bytes between the parts of the stream");
    if (start.length < this.#delimiter.length) return false;
    const end = bytes.indexOf(BLANK_LINE);
    if (end === -1 && bytes.length > MOST_HEAD) throw new FramingError("a part with an endless head");
    if (end === -1) return false;
    const head = bytes.toString("latin1", this.#delimiter.length, end);
    if (head.startsWith("--")) throw new FramingError("the agent ended the stream");
    const [, length] = /^content-length:\s*(\d{1,12})\s*$/im.exec(head) ?? [];
    this.#body = length === undefined ? Number.NaN : Number(length);
    if (this.#body > this.#most) throw new TooLong(this.#most);
    this.#drop(end + BLANK_LINE.length);
    this.#searched = 0;
    return true;
  }

  #take(length: number): Buffer {
    const part = this.#whole().subarray(0, length);
    this.#drop(length);
    this.#body = undefined;
    return part;
  }

  #drop(length: number): void {
    const rest = this.#whole().subarray(length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
  }

  #whole(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }
}

function pastLineBreaks(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === 13 || bytes[at] === 10) at++;
  return at;
}
