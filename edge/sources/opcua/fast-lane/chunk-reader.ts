/** Takes the lane's messages out of the byte stream of a connection before node-opcua sees it. Runs in the worker. */
import { IncomingNumbers, MESSAGE_SEQUENCE_AT, sequenceAt } from "./sequence-numbers.ts";

/**
 * Message header, secure channel id, token id, sequence header (OPC 10000-6, 6.7.2), for a channel without security.
 */
export const HEADER_BYTES = 8 + 4 + 4 + 4 + 4;
export const SIZE_AT = 4;
export const REQUEST_ID_AT = 20;
const LEAST_CHUNK_BYTES = 8;

/** Requests of the lane have ids from here on; node-opcua counts from 1. */
export const FIRST_REQUEST_ID = 0x8000_0000;

const MESSAGE = Buffer.from("MSG").readUIntLE(0, 3);
const OPEN = Buffer.from("OPN").readUIntLE(0, 3);
const FINAL = "F".charCodeAt(0);
const CONTINUED = "C".charCodeAt(0);
const ABORTED = "A".charCodeAt(0);

/** No server sends a longer message, so a longer one is never collected. */
const MOST_MESSAGE_BYTES = 64 * 1024 * 1024;
const FIRST_MESSAGE_BYTES = 64 * 1024;
/** A longer buffer is released after its message. */
const MOST_KEPT_BYTES = 1024 * 1024;
/** On a channel without security no OpenSecureChannel answer is this long. */
const MOST_OPEN_BYTES = 64 * 1024;

export interface ChunkReaderOptions {
  /** Receives bytes for node-opcua, which may keep them. */
  onBytes(bytes: Buffer): void;
  /**
   * Receives a message of the lane: the first `end` bytes, without headers. Returns true when the bytes may be
   * overwritten.
   */
  onMessage(requestId: number, bytes: Buffer, end: number): boolean;
  /** The server aborted an answer to the lane; `bytes` hold its reason. */
  onAborted(requestId: number, bytes: Buffer): void;
  /** Everything that follows is unreadable. */
  onBroken(reason: string): void;
}

type Goal = "pass" | "open" | "collect";

/**
 * Splits the byte stream of a server on a channel without security. Answers to the lane's requests are collected in one
 * reused buffer. Everything else passes unchanged except for its sequence numbers, from which the lane's are taken out.
 */
export class ChunkReader {
  readonly #options: ChunkReaderOptions;
  readonly #numbers = new IncomingNumbers();
  /** The header of the present chunk, until its kind is known. */
  readonly #head = Buffer.alloc(HEADER_BYTES);
  #headBytes = 0;
  /** Bytes of the present chunk that are still to come once its head is read. */
  #left = 0;
  #goal: Goal = "pass";
  #message = Buffer.alloc(FIRST_MESSAGE_BYTES);
  #messageBytes = 0;
  /** Request id of the message being collected; 0 for none. */
  #requestId = 0;
  #ending = FINAL;
  readonly #open: Buffer[] = [];
  /** `blind`: the bytes are not chunks; node-opcua reports that. `over`: reading has ended. */
  #state: "reading" | "blind" | "over" = "reading";

  constructor(options: ChunkReaderOptions) {
    this.#options = options;
  }

  /** Takes received bytes and does not keep them. */
  feed(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.#state === "reading")
      at = this.#left > 0 ? this.#body(bytes, at) : this.#start(bytes, at);
    if (at < bytes.length && this.#state === "blind") this.#pass(bytes.subarray(at));
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
    return Math.min(HEADER_BYTES, this.#size());
  }

  #decide(): void {
    const head = this.#head.subarray(0, this.#headBytes);
    this.#left = this.#size() - head.length;
    const type = head.readUIntLE(0, 3);
    if (type === MESSAGE && head.length === HEADER_BYTES) this.#decideMessage(head);
    else if (type === OPEN && this.#size() <= MOST_OPEN_BYTES) {
      this.#goal = "open";
      this.#open.push(Buffer.from(head));
    } else this.#passHead(head);
    this.#headBytes = 0;
    if (this.#left === 0) this.#finishChunk();
  }

  #decideMessage(head: Buffer): void {
    const requestId = head.readUInt32LE(REQUEST_ID_AT);
    const number = head.readUInt32LE(MESSAGE_SEQUENCE_AT);
    if (requestId >= FIRST_REQUEST_ID && this.#numbers.take(number)) {
      this.#collect(requestId, head[3] as number);
      return;
    }
    head.writeUInt32LE(this.#numbers.pass(number), MESSAGE_SEQUENCE_AT);
    this.#passHead(head);
  }

  #collect(requestId: number, ending: number): void {
    const isOther = this.#requestId !== 0 && this.#requestId !== requestId;
    if (isOther || ![FINAL, CONTINUED, ABORTED].includes(ending))
      this.#break("an answer came between the parts of another one");
    else if (this.#messageBytes + this.#left > MOST_MESSAGE_BYTES)
      this.#break(`an answer is longer than ${MOST_MESSAGE_BYTES / 1024 / 1024} MiB`);
    // An abort makes the collected part useless.
    if (ending === ABORTED) this.#messageBytes = 0;
    this.#requestId = requestId;
    this.#ending = ending;
    this.#goal = "collect";
  }

  #passHead(head: Buffer): void {
    this.#goal = "pass";
    this.#pass(head);
  }

  #body(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + this.#left);
    this.#left -= to - from;
    if (this.#goal === "pass") this.#pass(bytes.subarray(from, to));
    else if (this.#goal === "open") this.#open.push(Buffer.from(bytes.subarray(from, to)));
    else this.#append(bytes, from, to);
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
    if (this.#goal === "open") this.#passOpen();
    else if (this.#goal === "collect" && this.#ending !== CONTINUED && this.#state === "reading") this.#finishMessage();
    this.#goal = "pass";
  }

  #passOpen(): void {
    const chunk = Buffer.concat(this.#open.splice(0));
    const at = sequenceAt(chunk);
    if (at !== undefined) chunk.writeUInt32LE(this.#numbers.pass(chunk.readUInt32LE(at)), at);
    this.#options.onBytes(chunk);
  }

  #finishMessage(): void {
    const [requestId, bytes, end] = [this.#requestId, this.#message, this.#messageBytes];
    this.#requestId = 0;
    this.#messageBytes = 0;
    if (this.#ending === ABORTED) this.#options.onAborted(requestId, Buffer.from(bytes.subarray(0, end)));
    else if (!this.#options.onMessage(requestId, bytes, end) || bytes.length > MOST_KEPT_BYTES)
      this.#message = Buffer.alloc(Math.min(bytes.length, MOST_KEPT_BYTES));
  }

  #break(reason: string): void {
    this.#state = "over";
    this.#options.onBroken(reason);
  }

  #goBlind(): void {
    this.#state = "blind";
    this.#pass(this.#head.subarray(0, this.#headBytes));
  }

  #pass(bytes: Buffer): void {
    this.#options.onBytes(Buffer.from(bytes));
  }
}
