/** Decides once, by version and by a trial, whether this thread reads notifications as columns. Runs in the worker. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DataChangeNotification, MonitoredItemNotification, NotificationMessage, StatusCodes } from "node-opcua-client";
import { BatchBuilder } from "../../../batch/builder.ts";
import { reasonOf } from "../../../contracts/errors.ts";
import { ValueDecoder } from "../decode/decode-value.ts";
import { handleOf, PlannedItems, packItems } from "../subscribe/planned-items.ts";
import { TargetTable } from "../subscribe/target-table.ts";
import { type Coded, streamOf } from "./byte-stream.ts";
import { deferNotifications, deferredBody, restoreNotifications } from "./deferred.ts";
import { NotificationReader } from "./notification-reader.ts";

/** Version of node-opcua-client that the lane is made for; it pins the versions of its parts. */
const MADE_FOR = /^2\.186\./;

const PROBE_HANDLE = handleOf({ place: 0 });
const PROBE_TIME = new Date("2026-03-04T05:06:07.089Z");

/** Why the lane is off, or `on`. */
export type FastLaneState = "on" | { readonly off: string };

let state: FastLaneState | undefined;

/** Turns the lane on for this thread where node-opcua has the right version. Returns the same answer every time. */
export function openFastLane(): FastLaneState {
  state ??= tryFastLane(clientVersion());
  return state;
}

/** The lane must read a message that the library encodes exactly as the library does; otherwise nothing changes. */
export function tryFastLane(version: string): FastLaneState {
  if (!MADE_FOR.test(version)) return { off: `node-opcua-client ${version} is not the one it was made for (2.186)` };
  deferNotifications();
  try {
    probe();
    return "on";
  } catch (error) {
    restoreNotifications();
    return {
      off: `node-opcua-client ${version} reads notifications otherwise: ${reasonOf(error)}`,
    };
  }
}

function clientVersion(): string {
  const { version } = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve("node-opcua-client/package.json"), "utf8"),
  ) as { version: string };
  return version;
}

function probe(): void {
  const stream = streamOf(1024);
  const monitoredItems = [1.5, -2].map(
    (value, i) =>
      new MonitoredItemNotification({
        clientHandle: PROBE_HANDLE,
        value: {
          value: { dataType: "Double", value },
          statusCode: StatusCodes.UncertainLastUsableValue,
          sourceTimestamp: new Date(PROBE_TIME.getTime() + i),
          serverTimestamp: PROBE_TIME,
        },
      }),
  );
  const sent = new NotificationMessage({
    sequenceNumber: 1,
    publishTime: PROBE_TIME,
    notificationData: [new DataChangeNotification({ monitoredItems })],
  });
  (sent as unknown as Coded).encode(stream);
  const end = stream.length;
  stream.length = 0;
  const came = new NotificationMessage();
  (came as unknown as Coded).decode(stream);
  const notification = came.notificationData?.[0];
  const body = notification instanceof DataChangeNotification ? deferredBody(notification) : undefined;
  if (body === undefined || stream.length !== end) throw new Error("a notification was not left undecoded");
  const into = new BatchBuilder();
  const probed = packItems([{ root: 0, path: "Probe", everyMs: 0, targets: [{ ref: 0, type: "number" }] }], {
    namespaces: new Map(),
    rootTexts: [""],
  });
  const reader = new NotificationReader({
    decoder: new ValueDecoder([], false),
    namespaces: [],
    flags: 0,
    into,
    targets: new TargetTable(new PlannedItems(probed)),
    onStock: () => {
      throw new Error("a plain value was not read as one");
    },
  });
  reader.read(body, 0);
  const { length, values, times, statuses } = into.finish(0);
  const isSame =
    length === 2 &&
    values[0] === 1.5 &&
    values[1] === -2 &&
    times[1] === (PROBE_TIME.getTime() + 1) * 1000 &&
    statuses[0] === StatusCodes.UncertainLastUsableValue.value;
  if (!isSame) throw new Error("values came back changed");
}
