/**
 * Encodes PublishRequests and decodes PublishResponses (OPC 10000-4, 5.14.5). Unusual messages are left to the
 * library. Runs in the worker.
 */
import { type NodeId, PublishRequest } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Acknowledgement } from "../subscribe/publish-port.ts";
import { type Coded, streamOf } from "./byte-stream.ts";
import { HEADER_BYTES, REQUEST_ID_AT, SIZE_AT } from "./chunk-reader.ts";
import { microsAt } from "./scalars.ts";

/** Encoding ids in namespace 0 as four-byte NodeIds (OPC 10000-6, 5.2.2.9): 1, 0, and the id as UInt16. */
const PUBLISH_REQUEST = 826;
const PUBLISH_RESPONSE = 829;
const DATA_CHANGE_NOTIFICATION = 811;
export const TYPE_BYTES = 4;

/** ExtensionObject whose body is a ByteString (OPC 10000-6, 5.2.2.15). */
const BINARY_BODY = 1;
const NO_ARRAY = -1;
/** More notifications than any server puts into one message; a greater count means malformed bytes. */
const MOST_NOTIFICATIONS = 10_000;

/**
 * RequestHeader after the token: timestamp, handle, diagnostics, audit entry, time-out, no additional header; then the
 * number of acknowledgements.
 */
const TIMESTAMP_FROM_END = 8 + 4 + 4 + 4 + 4 + 3 + 4;
const HANDLE_FROM_END = TIMESTAMP_FROM_END - 8;
const COUNT_FROM_END = 4;
const ACKNOWLEDGEMENT_BYTES = 8;
/** 1970 in 100 ns since 1601. */
const EPOCH_TICKS = 116_444_736_000_000_000n;
const FINAL_MESSAGE = Buffer.from("MSGF", "latin1");

/** Writes the requests of one session, which differ only in number, time and acknowledgements. */
export class RequestWriter {
  readonly token: NodeId;
  /** Room for the header of a chunk, then the request without acknowledgements. */
  readonly #blank: Buffer;

  constructor(token: NodeId, timeoutHint: number) {
    this.token = token;
    const request = new PublishRequest({ requestHeader: { timeoutHint }, subscriptionAcknowledgements: [] });
    request.requestHeader.authenticationToken = token;
    const stream = streamOf(4096);
    (request as unknown as Coded).encode(stream);
    this.#blank = Buffer.concat([
      FINAL_MESSAGE,
      Buffer.alloc(HEADER_BYTES - FINAL_MESSAGE.length),
      Buffer.from([1, 0, PUBLISH_REQUEST & 0xff, PUBLISH_REQUEST >> 8]),
      stream.buffer.subarray(0, stream.length),
    ]);
  }

  /** A chunk without channel, token and sequence number. */
  write(requestId: number, acknowledgements: readonly Acknowledgement[]): Buffer {
    const blank = this.#blank;
    const chunk = Buffer.alloc(blank.length + acknowledgements.length * ACKNOWLEDGEMENT_BYTES);
    blank.copy(chunk);
    chunk.writeUInt32LE(chunk.length, SIZE_AT);
    chunk.writeUInt32LE(requestId, REQUEST_ID_AT);
    chunk.writeBigUInt64LE(BigInt(Date.now()) * 10_000n + EPOCH_TICKS, blank.length - TIMESTAMP_FROM_END);
    chunk.writeUInt32LE(requestId, blank.length - HANDLE_FROM_END);
    chunk.writeUInt32LE(acknowledgements.length, blank.length - COUNT_FROM_END);
    let at = blank.length;
    for (const { subscriptionId, sequenceNumber } of acknowledgements) {
      chunk.writeUInt32LE(subscriptionId, at);
      chunk.writeUInt32LE(sequenceNumber, at + 4);
      at += ACKNOWLEDGEMENT_BYTES;
    }
    return chunk;
  }
}

/** Bytes of one DataChangeNotification within the message, after its length. */
interface BodyPlace {
  readonly start: number;
  readonly end: number;
}

/** A Good response whose notifications are all DataChangeNotifications. */
export interface PlainResponse {
  readonly subscriptionId: number;
  readonly available: readonly number[];
  readonly hasMore: boolean;
  readonly sequence: number;
  /** PublishTime, or the time of the server's answer; undefined where it gives neither. */
  readonly publishedAt: Micros | undefined;
  /** PublishTime as sent. */
  readonly publishTime: Micros | undefined;
  readonly bodies: readonly BodyPlace[];
}

/** Whether these are the first bytes of a PublishResponse. */
export function isPublishResponse(message: Buffer): boolean {
  return isNodeId(message, 0, PUBLISH_RESPONSE);
}

function isNodeId(bytes: Buffer, at: number, id: number): boolean {
  return bytes[at] === 1 && bytes[at + 1] === 0 && bytes.readUInt16LE(at + 2) === id;
}

/**
 * Undefined for anything but a plain response with values: a status that is not Good, events, diagnostics, an
 * additional header, other encodings, lengths that do not fit. The library reads such a message.
 */
export function readPlainResponse(message: Buffer, end: number): PlainResponse | undefined {
  try {
    return new ResponseReader(message, end).read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Walks through a message. Throws RangeError where it is not as expected. */
class ResponseReader {
  readonly #view: DataView;
  readonly #bytes: Buffer;
  readonly #end: number;
  #at = 0;

  constructor(bytes: Buffer, end: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, end);
    this.#end = end;
  }

  read(): PlainResponse {
    this.#need(TYPE_BYTES);
    if (!isPublishResponse(this.#bytes)) throw new RangeError("another message");
    this.#at = TYPE_BYTES;
    const answeredAt = this.#responseHeader();
    const subscriptionId = this.#uint32();
    const available = this.#uint32s();
    const hasMore = this.#byte() !== 0;
    const sequence = this.#uint32();
    const publishTime = this.#time();
    const publishedAt = publishTime ?? answeredAt;
    const bodies = this.#notifications();
    this.#uint32s();
    if (this.#int32() > 0 || this.#at !== this.#end) throw new RangeError("more than a response has");
    return { subscriptionId, available, hasMore, sequence, publishedAt, publishTime, bodies };
  }

  /** Timestamp, request handle, result, diagnostics, string table, additional header. */
  #responseHeader(): Micros | undefined {
    const time = this.#time();
    this.#uint32();
    if (this.#uint32() !== 0) throw new RangeError("a status that is not Good");
    if (this.#byte() !== 0) throw new RangeError("diagnostics");
    if (this.#int32() > 0) throw new RangeError("a string table");
    if (this.#byte() !== 0 || this.#byte() !== 0 || this.#byte() !== 0) throw new RangeError("an additional header");
    return time;
  }

  #notifications(): BodyPlace[] {
    const count = this.#int32();
    if (count > MOST_NOTIFICATIONS) throw new RangeError("too many notifications");
    const places: BodyPlace[] = [];
    for (let i = 0; i < count; i++) {
      this.#need(TYPE_BYTES);
      if (!isNodeId(this.#bytes, this.#at, DATA_CHANGE_NOTIFICATION))
        throw new RangeError("a notification of another kind");
      this.#at += TYPE_BYTES;
      if (this.#byte() !== BINARY_BODY) throw new RangeError("no binary body");
      const length = this.#int32();
      if (length < 0) throw new RangeError("no length");
      this.#need(length);
      places.push({ start: this.#at, end: this.#at + length });
      this.#at += length;
    }
    return places;
  }

  /** Servers that leave a time out send 1 January 1601. */
  #time(): Micros | undefined {
    this.#need(8);
    const time = microsAt(this.#view, this.#at);
    this.#at += 8;
    return Number.isNaN(time) ? undefined : time;
  }

  #uint32s(): number[] {
    const count = this.#int32();
    if (count === NO_ARRAY) return [];
    if (count < 0) throw new RangeError("no length");
    this.#need(count * 4);
    const numbers = new Array<number>(count);
    for (let i = 0; i < count; i++) numbers[i] = this.#uint32();
    return numbers;
  }

  #byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  #int32(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4, true);
  }

  #uint32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  #need(bytes: number): void {
    if (this.#at + bytes > this.#end) throw new RangeError("the message ends too early");
  }
}
