/**
 * The baseline: node-opcua's client as its users write it, which subscribes to everything, looks at each value with
 * its time and status, and counts. Arguments: endpoint, number of tags. Prints the count when it gets a line on
 * stdin.
 */
import {
  AttributeIds,
  ClientMonitoredItemGroup,
  ClientSubscription,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
} from "node-opcua-client";

const [endpoint = "", tags = "0"] = process.argv.slice(2);
const ITEMS_PER_CALL = 1_000;

let received = 0;
/** Keeps the newest value, because V8 would remove a handler without an effect. */
const newest = { value: 0, time: 0, isGood: true };
// Making 1,000 items takes a busy server seconds. A call that times out leaves its items unread.
const client = OPCUAClient.create({
  defaultTransactionTimeout: 120_000,
  endpointMustExist: false,
  securityMode: MessageSecurityMode.None,
  securityPolicy: SecurityPolicy.None,
});
await client.connect(endpoint);
const session = await client.createSession();
const namespace = (await session.readNamespaceArray()).indexOf("urn:gemba:load");
const subscription = ClientSubscription.create(session, {
  requestedPublishingInterval: 500,
  requestedMaxKeepAliveCount: 10,
  requestedLifetimeCount: 60,
  maxNotificationsPerPublish: 0,
  publishingEnabled: true,
  priority: 1,
});
for (let from = 0; from < Number(tags); from += ITEMS_PER_CALL) {
  const count = Math.min(ITEMS_PER_CALL, Number(tags) - from);
  const items = Array.from({ length: count }, (_, i) => ({
    nodeId: `ns=${namespace};i=${1_000 + from + i}`,
    attributeId: AttributeIds.Value,
  }));
  const group = ClientMonitoredItemGroup.create(
    subscription,
    items,
    { samplingInterval: 1_000, queueSize: 5, discardOldest: true },
    TimestampsToReturn.Both,
  );
  group.on("changed", (_item, { value, sourceTimestamp, statusCode }) => {
    newest.value = value.value;
    newest.time = sourceTimestamp?.getTime() ?? 0;
    newest.isGood = statusCode.isGood();
    received++;
  });
  await new Promise((resolve, reject) => {
    group.once("initialized", () => resolve(undefined));
    group.once("err", (reason) => reject(new Error(reason)));
  });
}
process.send?.({ kind: "ready" });
process.on("message", () => process.send?.({ kind: "count", received, newest }));
process.on("disconnect", () => process.exit(0));
