/**
 * The one place that patches node-opcua: notifications keep their bytes instead of being decoded. Runs in the worker.
 */
import { DataChangeNotification, MonitoredItemNotification } from "node-opcua-client";
import type { ByteStream, Coded } from "./byte-stream.ts";

/** One DataChangeNotification as its bytes: `start` to `end` of the stream's buffer. */
export class NotificationBytes {
  readonly stream: ByteStream;
  readonly start: number;
  readonly end: number;
  /** The bytes were read and are no longer referred to: they may be overwritten. */
  isFree = false;

  constructor(stream: ByteStream, start: number, end: number) {
    this.stream = stream;
    this.start = start;
    this.end = end;
  }
}

type Decode = (this: DataChangeNotification, stream: ByteStream) => void;

const prototype = DataChangeNotification.prototype as unknown as { decode: Decode };
const stockDecode = prototype.decode;
const bodies = new WeakMap<DataChangeNotification, NotificationBytes>();

/** From now on this thread leaves every DataChangeNotification undecoded. */
export function deferNotifications(): void {
  prototype.decode = defer;
}

/** Restores node-opcua's decoder. Notifications that were deferred before stay readable. */
export function restoreNotifications(): void {
  prototype.decode = stockDecode;
}

/** The bytes of a notification that was left undecoded. */
export function deferredBody(notification: DataChangeNotification): NotificationBytes | undefined {
  return bodies.get(notification);
}

/** The values of a notification by the stock decoder, whether it was deferred or not. Throws on malformed bytes. */
export function stockItems(notification: DataChangeNotification): readonly MonitoredItemNotification[] {
  const body = bodies.get(notification);
  if (body === undefined) return notification.monitoredItems ?? [];
  bodies.delete(notification);
  body.stream.length = body.start;
  stockDecode.call(notification, body.stream);
  return notification.monitoredItems ?? [];
}

/** One value by the stock decoder, which moves the stream to the byte after it. */
export function stockItem(stream: ByteStream): MonitoredItemNotification {
  const item = new MonitoredItemNotification(null as never);
  (item as unknown as Coded).decode(stream);
  return item;
}

/**
 * The length precedes the body (OPC 10000-6, 5.2.2.15). A length beyond the message is left to the stock decoder,
 * which refuses it.
 */
function defer(this: DataChangeNotification, stream: ByteStream): void {
  const start = stream.length;
  const end = start >= 4 ? start + stream.buffer.readUInt32LE(start - 4) : Number.POSITIVE_INFINITY;
  if (end > stream.buffer.length) {
    stockDecode.call(this, stream);
    return;
  }
  bodies.set(this, new NotificationBytes(stream, start, end));
  stream.length = end;
}
