/**
 * Child process of ledger-server.ts: a server that numbers its samples. Each
 * tick gives all counters the next number, with one source time, by exception:
 * what is lost on the way was in the server's queue. Number and time go into a
 * file first, which outlives a kill: it is the oracle.
 */
import { fstatSync, openSync, writeSync } from "node:fs";
import { AccessLevelFlag, DataType, nodesets, OPCUACertificateManager, OPCUAServer, ServiceFault, StatusCodes } from "node-opcua";
import { COUNTERS, type LedgerServerOptions, OWN_NAMESPACE, TICK_MS } from "./ledger-server.ts";

const options = JSON.parse(process.argv[2] as string) as LedgerServerOptions & { readonly port: number; readonly pkiDir: string; readonly ledger: string };
process.on("disconnect", () => process.exit(0));

const server = new OPCUAServer({
  port: options.port,
  host: "127.0.0.1",
  hostname: "127.0.0.1",
  nodesets: [nodesets.standard],
  serverCertificateManager: new OPCUACertificateManager({ rootFolder: options.pkiDir, automaticallyAcceptUnknownCertificate: true }),
  // 0: changes are reported each by itself, not once a window.
  serverCapabilities: { minSupportedSampleRate: 0, maxSessions: 20 },
  allowAnonymousSubscriptionTransferOnUnsecuredChannel: true,
});
await server.initialize();
const space = server.engine.addressSpace;
if (space === null) throw new Error("no address space");
const own = space.registerNamespace(OWN_NAMESPACE);
const machine = own.addObject({ browseName: "Machine", organizedBy: space.rootFolder.objects });
const counters = Array.from({ length: COUNTERS }, (_, i) =>
  own.addVariable({
    browseName: `Counter${i}`,
    componentOf: machine,
    dataType: DataType.Double,
    minimumSamplingInterval: 0,
    accessLevel: AccessLevelFlag.CurrentRead | (options.history === true ? AccessLevelFlag.HistoryRead : 0),
  }),
);
if (options.history === true) for (const counter of counters) space.installHistoricalDataNode(counter, { maxOnlineValues: 100_000 });

const file = openSync(options.ledger, "a");
const RECORD_BYTES = 16;
let number = fstatSync(file).size / RECORD_BYTES;
const record = Buffer.alloc(RECORD_BYTES);
function tick(): void {
  const time = new Date();
  number++;
  record.writeDoubleLE(number, 0);
  record.writeDoubleLE(time.getTime() * 1000, 8);
  writeSync(file, record);
  for (const counter of counters) counter.setValueFromSource({ dataType: DataType.Double, value: number }, StatusCodes.Good, time);
}
tick();
setInterval(tick, TICK_MS);

/** Answers a service as a server that does not have it. */
function refuse(service: string): void {
  const handlers = server as unknown as Record<
    string,
    (message: { request: { requestHeader: { requestHandle: number } } }, channel: { send_response(type: string, response: ServiceFault, message: unknown): void }) => void
  >;
  handlers[`_on_${service}Request`] = (message, channel) => {
    const { requestHandle } = message.request.requestHeader;
    channel.send_response("MSG", new ServiceFault({ responseHeader: { requestHandle, timestamp: new Date(), serviceResult: StatusCodes.BadServiceUnsupported } }), message);
  };
}
for (const service of options.refuse ?? []) refuse(service);

await server.start();
process.on("message", (message) => {
  // What the server holds for its clients, for tests that count.
  if (message === "count") process.send?.({ sessions: server.engine.currentSessionCount, subscriptions: server.engine.currentSubscriptionCount });
});
process.send?.("ready");
