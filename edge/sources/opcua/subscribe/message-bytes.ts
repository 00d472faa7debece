import { DataChangeNotification } from "node-opcua-client";
import { deferredBody, NotificationBytes } from "../fast-lane/deferred.ts";

/** A value with its handle, status and both times, as most servers send it. */
const ITEM_BYTES = 34;

/** About as many bytes as the values of a notification message take. */
export function bytesOf(notifications: readonly unknown[]): number {
  let bytes = 0;
  for (const one of notifications) {
    const body = one instanceof DataChangeNotification ? deferredBody(one) : one;
    if (body instanceof NotificationBytes) bytes += body.end - body.start;
    else if (one instanceof DataChangeNotification) bytes += (one.monitoredItems?.length ?? 0) * ITEM_BYTES;
  }
  return bytes;
}
