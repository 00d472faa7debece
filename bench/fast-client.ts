/**
 * Our OPC UA client alone, in a worker as in the edge; its batches are only counted. Arguments: endpoint, number of
 * tags. Prints the count when it gets a message.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { ConnectionPlan, FromWorker } from "../edge/sources/opcua/link/messages.ts";
import { WorkerGroup } from "../edge/sources/opcua/link/worker-group.ts";
import { type ItemDraft, packItems } from "../edge/sources/opcua/subscribe/planned-items.ts";
import { LOAD_NAMESPACE } from "./load/opcua-load.ts";

const [endpoint = "", tags = "0"] = process.argv.slice(2);
const pkiDir = mkdtempSync(join(tmpdir(), "gemba-bench-pki-"));

const item = (i: number): ItemDraft => ({
  root: 0,
  path: `load:V${i}`,
  everyMs: 1_000,
  targets: [{ ref: i, type: "number" }],
});
const plan: ConnectionPlan = {
  name: "bench",
  endpoint,
  mode: "none",
  policy: "Basic256Sha256",
  // Longer than the default: on a busy machine, opening 100,000 items may keep this thread from its socket for
  // seconds.
  keepAliveMs: 10_000,
  connectTimeoutMs: 10_000,
  pkiDir,
  applicationUri: "urn:gemba:bench",
  simulated: false,
  fastLane: "auto",
  readsEvents: false,
  notifiers: [],
  events: { rules: [], fields: [] },
  rings: [],
  roots: [
    {
      path: [
        { uri: "http://opcfoundation.org/UA/", name: "Objects" },
        { uri: LOAD_NAMESPACE, name: "Load" },
      ],
      text: "/Objects/load:Load",
    },
  ],
  items: packItems(
    Array.from({ length: Number(tags) }, (_, i) => item(i)),
    { namespaces: new Map([["load", LOAD_NAMESPACE]]), rootTexts: ["/Objects/load:Load"] },
  ),
  key: "bench",
};

let received = 0;
const group = new WorkerGroup(pino({ level: "warn" }), () => process.exit(1));
const id = group.open(
  { plan, resume: undefined, downReason: "edge_down_no_history", history: undefined, transfers: true },
  { onMessage: take, onCrash: fail },
);

function take(message: FromWorker): void {
  if (message.kind === "opened") {
    if (message.report.fastLane !== "on") throw new Error("the fast lane is off");
    group.start(id);
    process.send?.({ kind: "ready" });
  } else if (message.kind === "batch") {
    received += message.received;
    group.acknowledge(id, message.marks);
  } else if (message.kind === "ended") {
    fail(new Error(message.reason));
  }
}

function fail(error: Error): void {
  throw error;
}

process.on("message", () => process.send?.({ kind: "count", received }));
process.on("exit", () => rmSync(pkiDir, { recursive: true, force: true }));
process.on("disconnect", () => process.exit(0));
