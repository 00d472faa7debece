/**
 * Child process of server.ts: a server that numbers its samples. Each tick gives all counters the next number, with one
 * source time, reported by exception: a number lost on the way was in the server's queue. Number and time are first
 * written to a file, which survives a kill: it is the oracle.
 */
import { fstatSync, openSync, writeSync } from "node:fs";
import {
  AccessLevelFlag,
  DataType,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  RepublishResponse,
  ServiceFault,
  StatusCodes,
} from "node-opcua";
import { COUNTERS, type LedgerServerOptions, OWN_NAMESPACE, type ServiceAnswer, TICK_MS } from "./server.ts";

const options = JSON.parse(process.argv[2] as string) as LedgerServerOptions & {
  readonly port: number;
  readonly pkiDir: string;
  readonly ledger: string;
};
process.on("disconnect", () => process.exit(0));

const server = new OPCUAServer({
  port: options.port,
  host: "127.0.0.1",
  hostname: "127.0.0.1",
  nodesets: [nodesets.standard],
  serverCertificateManager: new OPCUACertificateManager({
    rootFolder: options.pkiDir,
    automaticallyAcceptUnknownCertificate: true,
  }),
  // 0: changes are reported each by itself, not once a window.
  serverCapabilities: { minSupportedSampleRate: 0, maxSessions: options.maxSessions ?? 20 },
  allowAnonymousSubscriptionTransferOnUnsecuredChannel: true,
  ...(options.tokenLifetimeMs === undefined ? {} : { defaultSecureTokenLifetime: options.tokenLifetimeMs }),
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
if (options.history === true)
  for (const counter of counters) space.installHistoricalDataNode(counter, { maxOnlineValues: 100_000 });

/** A larger difference means a clock that was set back, not a burst. */
const AHEAD_MS = 60_000;
const file = openSync(options.ledger, "a");
const RECORD_BYTES = 16;
let number = fstatSync(file).size / RECORD_BYTES;
const record = Buffer.alloc(RECORD_BYTES);
/** After a burst the source times run ahead until the clock has caught up. */
let newest = Number.NEGATIVE_INFINITY;
function tick(): void {
  const isBehind = newest - Date.now() > 0 && newest - Date.now() < AHEAD_MS;
  make(new Date(isBehind ? newest + 1 : Date.now()));
}
function make(time: Date): void {
  newest = time.getTime();
  number++;
  record.writeDoubleLE(number, 0);
  record.writeDoubleLE(time.getTime() * 1000, 8);
  writeSync(file, record);
  for (const counter of counters)
    counter.setValueFromSource({ dataType: DataType.Double, value: number }, StatusCodes.Good, time);
}
tick();
setInterval(tick, TICK_MS);

interface ResponseChannel {
  send_response(type: string, response: ServiceFault | RepublishResponse, message: unknown): void;
}
type Handler = (message: { request: Request }, channel: ResponseChannel) => void;
interface Request {
  readonly requestHeader: { readonly requestHandle: number };
  readonly itemsToCreate?: readonly unknown[];
  readonly browsePaths?: readonly unknown[];
  readonly nodesToRead?: readonly unknown[];
}

/** Answers a service with a fault, for the given number and kind of calls. */
function answer({ service, status, delayMs = 0, times = Number.POSITIVE_INFINITY, over = -1 }: ServiceAnswer): void {
  const handlers = server as unknown as Record<string, Handler>;
  const name = `_on_${service}Request`;
  const stock = handlers[name]?.bind(server);
  let left = times;
  handlers[name] = (message, channel) => {
    const { requestHeader, itemsToCreate, browsePaths, nodesToRead } = message.request;
    const operations = (itemsToCreate ?? browsePaths ?? nodesToRead ?? []).length;
    if (left <= 0 || operations <= over) return stock?.(message, channel);
    left--;
    if (status === undefined) return void setTimeout(() => stock?.(message, channel), delayMs);
    const serviceResult = StatusCodes[status as "BadOutOfMemory"];
    channel.send_response(
      "MSG",
      new ServiceFault({
        responseHeader: { requestHandle: requestHeader.requestHandle, timestamp: new Date(), serviceResult },
      }),
      message,
    );
  };
}
for (const service of options.refuse ?? []) answer({ service, status: "BadServiceUnsupported" });
for (const one of options.answers ?? []) answer(one);

let republishes = 0;
/** Behaviour of a real server: Good and an empty message with the present time, for every number. */
function lieAboutRepublish(): void {
  const handlers = server as unknown as Record<
    string,
    (message: { request: Request }, channel: ResponseChannel) => void
  >;
  const stock = handlers["_on_RepublishRequest"]?.bind(server);
  handlers["_on_RepublishRequest"] = (message, channel) => {
    republishes++;
    if (options.emptyRepublish !== true) return stock?.(message, channel);
    const responseHeader = { requestHandle: message.request.requestHeader.requestHandle, timestamp: new Date() };
    const notificationMessage = { sequenceNumber: 0, publishTime: new Date(), notificationData: [] };
    channel.send_response("MSG", new RepublishResponse({ responseHeader, notificationMessage }), message);
  };
}
lieAboutRepublish();

await server.start();
process.on("message", (message) => {
  if (typeof message === "object" && message !== null && "burst" in message) {
    const from = Math.max(newest, Date.now());
    for (let i = 1; i <= (message.burst as number); i++) make(new Date(from + i));
  }
  // Resources that the server holds for its clients, for tests that count them.
  if (message === "count")
    process.send?.({
      sessions: server.engine.currentSessionCount,
      subscriptions: server.engine.currentSubscriptionCount,
      republishes,
    });
});
process.send?.("ready");
