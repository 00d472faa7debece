/** Entry of the uplink's thread: encoding and compressing would delay twin and detectors. */
import { parentPort, workerData } from "node:worker_threads";
import { reasonFor } from "../contracts/alerts/causes.ts";
import { startJob } from "../observe/jobs.ts";
import { Sending } from "./sending.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";
import { Uplink } from "./uplink.ts";
import { openState, StateSaver } from "./uplink-state.ts";

const KB = 1024;
const FIGURES_EVERY_MS = 2_000;

const port = parentPort;
if (port === null) throw new Error("runs as a worker thread only");
const send = (message: FromThread): void => port.postMessage(message);
const data = workerData as ThreadData;
const { config, log, edgeId, site, dir } = data;
const state = await openState(dir, log);
const saving = new StateSaver(dir, log.logUid);
const sending = new Sending(
  {
    edgeId,
    site,
    logUid: log.logUid,
    epoch: log.epoch,
    run: state.starts.at(-1)?.run ?? "",
    logDir: log.dir,
    everyMs: config.everyMs,
    messageBytes: config.messageKb * KB,
    waveforms: config.waveforms,
    inFlightBytes: Math.max(config.inFlightKb, 2 * config.messageKb) * KB,
    bytesPerHour: (config.megabytesPerHour ?? Number.POSITIVE_INFINITY) * KB * KB,
  },
  state,
  {
    onHole: (hole) => send({ kind: "hole", hole }),
    onArrived: (at) => {
      saving.saveSoon(at);
      send({ kind: "arrived", position: at.position });
    },
    onState: (kind, reason = "") => send(kind === "running" ? { kind } : { kind, reason }),
    onFull: () => send({ kind: "full" }),
    onBehind: (head, had) => send({ kind: "behind", head, had }),
    onShortened: (tagUid) => send({ kind: "shortened", tagUid }),
    onGivenUp: (at) => send({ kind: "givenUp", position: at }),
    onSide: (topic, body) => send({ kind: "side", topic, body }),
  },
);
const uplink = new Uplink(config.hub, sending, ({ error, ...failure }) =>
  send({ kind: "failed", reason: reasonFor(error, { place: "uplink.hub" }), ...failure }),
);
sending.begins(log.position);
const stopping = new AbortController();
port.on("message", (message: ToThread) => {
  if (message.kind === "committed") uplink.committed(message.position);
  else if (message.kind === "side") uplink.sendSide(message.topic, message.body);
  else stopping.abort();
});
const report = (): void => send({ kind: "figures", figures: sending.figures() });
// Figures are plain numbers: a report does not fail.
const reports = startJob({ name: "figures of the uplink", everyMs: FIGURES_EVERY_MS, run: report }, () => undefined);
await uplink.run(stopping.signal);
await reports.stop();
await saving.close();
port.close();
