/** PublishResponses (OPC 10000-4, 5.14.5) without their values: what is around them is small, and node-opcua's matter. Runs in the worker. */

/** Encoding ids in namespace 0 as four-byte NodeIds (OPC 10000-6, 5.2.2.9): 1, 0, and the id as UInt16. */
const PUBLISH_RESPONSE = 829;
const DATA_CHANGE_NOTIFICATION = 811;

/** ExtensionObject whose body is a ByteString (OPC 10000-6, 5.2.2.15). */
const BINARY_BODY = 1;
const NO_ARRAY = -1;
/** More notifications than any server puts into one message: bytes that are none. */
const MOST_NOTIFICATIONS = 10_000;

/** Bytes of one DataChangeNotification within the message, after its length. */
export interface BodyPlace {
  readonly start: number;
  readonly end: number;
}

/** Whether these are the first bytes of a PublishResponse. */
export function isPublishResponse(bytes: Buffer, at: number): boolean {
  return isNodeId(bytes, at, PUBLISH_RESPONSE);
}

function isNodeId(bytes: Buffer, at: number, id: number): boolean {
  return bytes[at] === 1 && bytes[at + 1] === 0 && bytes.readUInt16LE(at + 2) === id;
}

/**
 * Where the DataChangeNotifications of a PublishResponse lie. Undefined for
 * anything that is not plainly one: diagnostics, an additional header, other
 * encodings, lengths that do not fit. Such a message is node-opcua's.
 */
export function findNotifications(message: Buffer, end: number): readonly BodyPlace[] | undefined {
  try {
    return new Envelope(message, end).notifications();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The message with each body replaced by its number: what node-opcua decodes. `defer` in deferred.ts knows the numbers. */
export function withoutBodies(message: Buffer, end: number, bodies: readonly BodyPlace[]): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const [number, { start, end: bodyEnd }] of bodies.entries()) {
    const stub = Buffer.alloc(8);
    stub.writeUInt32LE(4, 0);
    stub.writeUInt32LE(number, 4);
    parts.push(message.subarray(from, start - 4), stub);
    from = bodyEnd;
  }
  parts.push(message.subarray(from, end));
  return Buffer.concat(parts);
}

/** Walks a message. Throws RangeError where it is not as expected. */
class Envelope {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at = 0;

  constructor(bytes: Buffer, end: number) {
    this.#bytes = bytes;
    this.#end = end;
  }

  notifications(): readonly BodyPlace[] {
    if (!isPublishResponse(this.#bytes, this.#at)) throw new RangeError("another message");
    this.#skip(4);
    this.#responseHeader();
    this.#skip(4);
    this.#array(4);
    // MoreNotifications, then SequenceNumber and PublishTime of the NotificationMessage.
    this.#skip(1 + 4 + 8);
    const count = this.#int32();
    if (count > MOST_NOTIFICATIONS) throw new RangeError("too many notifications");
    const places: BodyPlace[] = [];
    for (let i = 0; i < count; i++) this.#notification(places);
    this.#array(4);
    if (this.#int32() > 0 || this.#at !== this.#end) throw new RangeError("more than a response has");
    return places;
  }

  /** Timestamp, request handle, result, diagnostics, string table, additional header. */
  #responseHeader(): void {
    this.#skip(8 + 4 + 4);
    if (this.#byte() !== 0) throw new RangeError("diagnostics");
    if (this.#int32() > 0) throw new RangeError("a string table");
    if (this.#byte() !== 0 || this.#byte() !== 0 || this.#byte() !== 0) throw new RangeError("an additional header");
  }

  #notification(places: BodyPlace[]): void {
    const isValues = this.#at + 4 <= this.#end && isNodeId(this.#bytes, this.#at, DATA_CHANGE_NOTIFICATION);
    if (this.#byte() !== 1) throw new RangeError("a NodeId of another form");
    this.#skip(3);
    if (this.#byte() !== BINARY_BODY) throw new RangeError("no binary body");
    const length = this.#int32();
    if (length < 0) throw new RangeError("no length");
    const start = this.#at;
    this.#skip(length);
    if (isValues) places.push({ start, end: this.#at });
  }

  #array(bytesEach: number): void {
    const count = this.#int32();
    if (count !== NO_ARRAY) this.#skip(count * bytesEach);
  }

  #byte(): number {
    this.#skip(1);
    return this.#bytes[this.#at - 1] as number;
  }

  #int32(): number {
    this.#skip(4);
    return this.#bytes.readInt32LE(this.#at - 4);
  }

  #skip(bytes: number): void {
    if (bytes < 0 || this.#at + bytes > this.#end) throw new RangeError("the message ends too early");
    this.#at += bytes;
  }
}
