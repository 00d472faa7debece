import {
  BinaryStream,
  DataChangeNotification,
  DataType,
  MonitoredItemNotification,
  NotificationMessage,
} from "node-opcua";
import { afterEach, expect, it } from "vitest";
import {
  deferredBody,
  restoreNotifications,
  stockItems,
} from "../../../../../edge/sources/opcua/fast-lane/deferred.ts";
import { openFastLane, tryFastLane } from "../../../../../edge/sources/opcua/fast-lane/fast-lane.ts";

afterEach(restoreNotifications);

function message(): Buffer {
  const item = new MonitoredItemNotification({
    clientHandle: 5,
    value: { value: { dataType: DataType.Double, value: 2.5 } },
  });
  const sent = new NotificationMessage({
    sequenceNumber: 9,
    notificationData: [new DataChangeNotification({ monitoredItems: [item] })],
  });
  const stream = BinaryStream.createGrowable(1024, 65_536);
  sent.encode(stream);
  return stream.buffer.subarray(0, stream.length);
}

function received(bytes: Buffer): DataChangeNotification {
  const came = new NotificationMessage();
  came.decode(new BinaryStream(bytes));
  expect(came.sequenceNumber).toBe(9);
  return came.notificationData?.[0] as DataChangeNotification;
}

it("is active with the installed library, and leaves notifications undecoded", () => {
  expect(openFastLane()).toBe("on");
  expect(tryFastLane("2.186.4")).toBe("on");
  expect(deferredBody(received(message()))).toBeDefined();
});

it("a source without the fast lane gets the same values from an undecoded notification", () => {
  expect(tryFastLane("2.186.4")).toBe("on");
  const items = stockItems(received(message()));
  expect(items.map(({ clientHandle, value }) => [clientHandle, value.value.value])).toEqual([[5, 2.5]]);
});

it.each(["2.185.0", "2.187.0", "3.0.0"])(
  "version %s is not supported: everything stays unchanged, and the reason is logged",
  (version) => {
    expect(tryFastLane(version)).toEqual({
      off: `node-opcua-client ${version} is not the one it was made for (2.186)`,
    });
    expect(deferredBody(received(message()))).toBeUndefined();
  },
);

it("a library that reads notifications differently stays unchanged", () => {
  const { decode } = MonitoredItemNotification.prototype;
  const { encode } = DataChangeNotification.prototype;
  DataChangeNotification.prototype.encode = function (stream) {
    stream.writeUInt32(0);
    encode.call(this, stream);
  };
  try {
    expect(tryFastLane("2.186.4")).toEqual({
      off: "node-opcua-client 2.186.4 reads notifications otherwise: values came back changed",
    });
  } finally {
    DataChangeNotification.prototype.encode = encode;
  }
  expect(MonitoredItemNotification.prototype.decode).toBe(decode);
  expect(deferredBody(received(message()))).toBeUndefined();
});

it("a length beyond the message is left to the library, which refuses it", () => {
  expect(tryFastLane("2.186.4")).toBe("on");
  const bytes = Buffer.from(message());
  // The encoding's NodeId i=811, one byte that says binary, then the length.
  const typeAt = bytes.indexOf(Buffer.from([1, 0, 0x2b, 3]));
  expect(typeAt).toBeGreaterThan(0);
  bytes.writeUInt32LE(0x7fff_ffff, typeAt + 5);
  const came = new NotificationMessage();
  came.decode(new BinaryStream(bytes));
  expect(deferredBody(came.notificationData?.[0] as DataChangeNotification)).toBeUndefined();
});
