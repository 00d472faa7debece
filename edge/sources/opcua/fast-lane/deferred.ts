/** The one place that reaches into node-opcua: notifications keep their bytes instead of being decoded. Runs in the worker. */
import { DataChangeNotification, MonitoredItemNotification } from "node-opcua-client";
import type { LiftedMessage } from "./chunk-reader.ts";
import type { BodyPlace } from "./publish-envelope.ts";

/** What is used of node-opcua's BinaryStream. `length` is the position of the next read. */
export interface ByteStream {
  readonly buffer: Buffer;
  length: number;
}

/** The body of one DataChangeNotification, `start` to `end` of the stream's buffer. */
export interface DeferredBody {
  readonly stream: ByteStream;
  readonly start: number;
  readonly end: number;
  /** The message that lends the bytes; absent where they are the notification's own. */
  readonly lender?: Lender;
}

interface Lender {
  readonly message: LiftedMessage;
  /** Bodies that were not given back. */
  lent: number;
}

type Decode = (this: DataChangeNotification, stream: ByteStream) => void;
interface Decoder {
  decode(stream: ByteStream): void;
}

const prototype = DataChangeNotification.prototype as unknown as { decode: Decode };
const stockDecode = prototype.decode;
const bodies = new WeakMap<DataChangeNotification, DeferredBody>();
/** While a message is decoded whose values were lifted out of it. */
let lender: Lender | undefined;

/** From now on every DataChangeNotification of this thread is left undecoded. */
export function deferNotifications(): void {
  prototype.decode = defer;
}

/** As node-opcua has it. What was deferred before can still be read. */
export function restoreNotifications(): void {
  prototype.decode = stockDecode;
}

/** The bytes of a notification that was left undecoded. */
export function deferredBody(notification: DataChangeNotification): DeferredBody | undefined {
  return bodies.get(notification);
}

/** Runs `decode` on a message whose values were lifted out of it. True when all of them were read meanwhile, and the bytes may be written over. */
export function lend(message: LiftedMessage, decode: () => void): boolean {
  const lending = { message, lent: message.bodies.length };
  lender = lending;
  try {
    decode();
  } finally {
    lender = undefined;
  }
  return lending.lent === 0;
}

/** The body was read, and nothing of what was read refers to its bytes. */
export function giveBack({ lender: from }: DeferredBody): void {
  if (from !== undefined) from.lent--;
}

/** The values of a notification by the stock decoder, whether it was deferred or not. Throws on bytes that are none. */
export function stockItems(notification: DataChangeNotification): readonly MonitoredItemNotification[] {
  const body = bodies.get(notification);
  if (body === undefined) return notification.monitoredItems ?? [];
  bodies.delete(notification);
  body.stream.length = body.start;
  stockDecode.call(notification, body.stream);
  return notification.monitoredItems ?? [];
}

/** One value by the stock decoder; the stream stands after it. */
export function stockItem(stream: ByteStream): MonitoredItemNotification {
  const item = new MonitoredItemNotification(null as never);
  (item as unknown as Decoder).decode(stream);
  return item;
}

/** A lifted body has its number in its place. Else the body's length stands before it (OPC 10000-6, 5.2.2.15). One that the message does not hold is left to the stock decoder, which refuses it. */
function defer(this: DataChangeNotification, stream: ByteStream): void {
  const start = stream.length;
  if (lender !== undefined) {
    const { start: from, end: to } = lender.message.bodies[stream.buffer.readUInt32LE(start)] as BodyPlace;
    const Stream = stream.constructor as new (bytes: Buffer) => ByteStream;
    bodies.set(this, { stream: new Stream(lender.message.bytes), start: from, end: to, lender });
    stream.length = start + 4;
    return;
  }
  const end = start >= 4 ? start + stream.buffer.readUInt32LE(start - 4) : Number.POSITIVE_INFINITY;
  if (end > stream.buffer.length) {
    stockDecode.call(this, stream);
    return;
  }
  bodies.set(this, { stream, start, end });
  stream.length = end;
}
