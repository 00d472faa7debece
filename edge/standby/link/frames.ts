/**
 * Frames between boxes and witness: two lengths (u32, big-endian), a JSON object, and bytes. Both have a bound, so that
 * a peer that sends nonsense costs little memory.
 */
const MOST_HEAD_BYTES = 1024 * 1024;
const MOST_BODY_BYTES = 1024 * 1024;
const LENGTHS = 8;
const EMPTY = Buffer.alloc(0);

export interface Frame {
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** A whole number from 0 on in a head. Throws RangeError for anything else, which ends the connection. */
export function wholeIn(head: Frame["head"], name: string): number {
  const value = head[name];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new RangeError(`${name} of a frame is no whole number`);
}

export function encodeFrame(head: object, body: Buffer = EMPTY): Buffer[] {
  const json = Buffer.from(JSON.stringify(head));
  if (json.length > MOST_HEAD_BYTES || body.length > MOST_BODY_BYTES) throw new RangeError("the frame is too long");
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32BE(json.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  return body.length === 0 ? [lengths, json] : [lengths, json, body];
}

/** Puts the chunks of a stream together to frames. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** The frames that are whole now. Throws RangeError or SyntaxError where the bytes are no frames. */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames: Frame[] = [];
    while (this.#bytes >= LENGTHS) {
      const start = this.#first(LENGTHS);
      const [head, body] = [start.readUInt32BE(0), start.readUInt32BE(4)];
      if (head > MOST_HEAD_BYTES || body > MOST_BODY_BYTES) throw new RangeError("a frame is too long");
      if (this.#bytes < LENGTHS + head + body) break;
      const whole = this.#first(LENGTHS + head + body);
      const value = JSON.parse(whole.toString("utf8", LENGTHS, LENGTHS + head)) as Frame["head"];
      if (typeof value !== "object" || value === null) throw new SyntaxError("a frame has no object");
      frames.push({ head: value, body: Buffer.from(whole.subarray(LENGTHS + head, LENGTHS + head + body)) });
      this.#drop(LENGTHS + head + body);
    }
    return frames;
  }

  #first(bytes: number): Buffer {
    if ((this.#chunks[0] as Buffer).length < bytes) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }

  #drop(bytes: number): void {
    const first = (this.#chunks[0] as Buffer).subarray(bytes);
    if (first.length > 0) this.#chunks[0] = first;
    else this.#chunks.shift();
    this.#bytes -= bytes;
  }
}
