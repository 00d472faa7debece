/** Takes values out of the byte stream of a connection before node-opcua puts its messages together. Runs in the worker. */
import { type BodyPlace, findNotifications, isPublishResponse, withoutBodies } from "./publish-envelope.ts";

/** Message header, secure channel id, token id, sequence header (OPC 10000-6, 6.7.2), for a channel without security. */
const HEADER_BYTES = 8 + 4 + 4 + 4 + 4;
/** The encoding id of the message, which its first chunk begins with. */
const TYPE_BYTES = 4;
const SIZE_AT = 4;
const REQUEST_ID_AT = 20;
const LEAST_CHUNK_BYTES = 8;

const MESSAGE = Buffer.from("MSG").readUIntLE(0, 3);
const FINAL = "F".charCodeAt(0);
const CONTINUED = "C".charCodeAt(0);

/** A message longer than this is left to node-opcua, so that the buffer stays small. */
const MOST_MESSAGE_BYTES = 16 * 1024 * 1024;
const FIRST_MESSAGE_BYTES = 64 * 1024;

/** Where the values of a message are while node-opcua decodes the rest of it. */
export interface LiftedMessage {
  readonly bytes: Buffer;
  readonly bodies: readonly BodyPlace[];
}

export interface ChunkReaderOptions {
  /** Takes bytes for node-opcua, which may keep them. */
  onBytes(bytes: Buffer): void;
  /** Hands `stub` to node-opcua while it may ask for what was lifted out of it. True when nobody needs the lifted bytes after that. */
  onLifted(message: LiftedMessage, stub: () => void): boolean;
}

/** One chunk of the message that is being collected: its header as it came, and where its body ends. */
interface Chunk {
  readonly header: Buffer;
  readonly end: number;
}

/**
 * For channels without security. Collects PublishResponses in one buffer that is used again and again, and
 * gives node-opcua the same chunks with everything but the values: its sequence
 * numbers, requests and time-outs go on as if it had read all of it. Other
 * messages pass as they are. So do PublishResponses with anything unusual in them.
 */
export class ChunkReader {
  readonly #options: ChunkReaderOptions;
  /** What came of the present chunk, until it is clear what it is. */
  readonly #head = Buffer.alloc(HEADER_BYTES + TYPE_BYTES);
  #headBytes = 0;
  /** Bytes of the present chunk that are still to come once its head is read. */
  #left = 0;
  #isLifting = false;
  #message = Buffer.alloc(FIRST_MESSAGE_BYTES);
  #messageBytes = 0;
  #chunks: Chunk[] = [];
  /** The stream is broken: node-opcua says so. */
  #isBlind = false;

  constructor(options: ChunkReaderOptions) {
    this.#options = options;
  }

  /** Bytes as they came. They are not kept. */
  feed(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && !this.#isBlind) at = this.#left > 0 ? this.#body(bytes, at) : this.#start(bytes, at);
    if (at < bytes.length) this.#pass(bytes.subarray(at));
  }

  /** Collects the head of a chunk. */
  #start(bytes: Buffer, from: number): number {
    const wanted = this.#headBytes < LEAST_CHUNK_BYTES ? LEAST_CHUNK_BYTES : this.#headSize();
    const to = Math.min(bytes.length, from + wanted - this.#headBytes);
    this.#headBytes += bytes.copy(this.#head, this.#headBytes, from, to);
    if (this.#headBytes < LEAST_CHUNK_BYTES) return to;
    if (this.#size() < LEAST_CHUNK_BYTES) this.#goBlind();
    else if (this.#headBytes === this.#headSize()) this.#decide();
    return to;
  }

  #size(): number {
    return this.#head.readUInt32LE(SIZE_AT);
  }

  #headSize(): number {
    return Math.min(this.#head.length, this.#size());
  }

  #decide(): void {
    const head = this.#head.subarray(0, this.#headBytes);
    this.#left = this.#size() - head.length;
    this.#headBytes = 0;
    this.#isLifting = this.#isOurs(head);
    if (!this.#isLifting) {
      this.#giveUp();
      this.#pass(head);
      return;
    }
    this.#chunks.push({ header: Buffer.from(head.subarray(0, HEADER_BYTES)), end: this.#messageBytes + this.#left + head.length - HEADER_BYTES });
    this.#append(head, HEADER_BYTES, head.length);
    if (this.#left === 0) this.#finishChunk();
  }

  /** The first chunk of a PublishResponse, or the next one of it. */
  #isOurs(head: Buffer): boolean {
    if (head.length < HEADER_BYTES || head.readUIntLE(0, 3) !== MESSAGE || (head[3] !== FINAL && head[3] !== CONTINUED)) return false;
    if (this.#messageBytes + this.#size() > MOST_MESSAGE_BYTES) return false;
    const [first] = this.#chunks;
    if (first !== undefined) return head.readUInt32LE(REQUEST_ID_AT) === first.header.readUInt32LE(REQUEST_ID_AT);
    return head.length === HEADER_BYTES + TYPE_BYTES && isPublishResponse(head, HEADER_BYTES);
  }

  #body(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + this.#left);
    this.#left -= to - from;
    if (!this.#isLifting) {
      this.#pass(bytes.subarray(from, to));
      return to;
    }
    this.#append(bytes, from, to);
    if (this.#left === 0) this.#finishChunk();
    return to;
  }

  #append(bytes: Buffer, from: number, to: number): void {
    if (this.#messageBytes + to - from > this.#message.length) {
      const grown = Buffer.alloc(Math.max(2 * this.#message.length, this.#messageBytes + to - from));
      this.#message.copy(grown, 0, 0, this.#messageBytes);
      this.#message = grown;
    }
    this.#messageBytes += bytes.copy(this.#message, this.#messageBytes, from, to);
  }

  #finishChunk(): void {
    if (this.#chunks.at(-1)?.header[3] !== FINAL) return;
    const bytes = this.#message;
    const end = this.#messageBytes;
    const bodies = findNotifications(bytes, end);
    if (bodies === undefined || bodies.length === 0) {
      this.#giveUp();
      return;
    }
    const chunks = this.#chunks;
    this.#forget();
    const rest = withoutBodies(bytes, end, bodies);
    const isFree = this.#options.onLifted({ bytes, bodies }, () => {
      for (const [i, { header }] of chunks.entries()) this.#options.onBytes(withBody(header, i === chunks.length - 1 ? rest : rest.subarray(0, 0)));
    });
    if (!isFree) this.#message = Buffer.alloc(bytes.length);
  }

  /** What was collected is node-opcua's after all: its chunks as they came. */
  #giveUp(): void {
    let from = 0;
    for (const { header, end } of this.#chunks) {
      const to = Math.min(end, this.#messageBytes);
      this.#options.onBytes(Buffer.concat([header, this.#message.subarray(from, to)]));
      from = to;
    }
    this.#forget();
  }

  #forget(): void {
    this.#chunks = [];
    this.#messageBytes = 0;
  }

  #goBlind(): void {
    this.#isBlind = true;
    this.#giveUp();
    this.#pass(this.#head.subarray(0, this.#headBytes));
  }

  #pass(bytes: Buffer): void {
    this.#options.onBytes(Buffer.from(bytes));
  }
}

function withBody(header: Buffer, body: Buffer): Buffer {
  const chunk = Buffer.concat([header, body]);
  chunk.writeUInt32LE(chunk.length, SIZE_AT);
  return chunk;
}
