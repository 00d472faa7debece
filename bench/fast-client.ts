/** Our OPC UA client alone, as it runs in the edge's worker, that only counts. Arguments: endpoint, number of tags. Prints the count when asked by a message. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "../edge/sources/opcua/connection.ts";
import type { ConnectionPlan, FromWorker, PlannedItem } from "../edge/sources/opcua/messages.ts";
import { LOAD_NAMESPACE } from "./load/opcua-load.ts";

const [endpoint = "", tags = "0"] = process.argv.slice(2);
const pkiDir = mkdtempSync(join(tmpdir(), "gemba-bench-pki-"));

const item = (i: number): PlannedItem => ({ root: 0, path: [{ uri: LOAD_NAMESPACE, name: `V${i}` }], text: `V${i}`, everyMs: 1_000, targets: [{ ref: i, type: "number" }] });
const plan: ConnectionPlan = {
  name: "bench",
  endpoint,
  mode: "none",
  policy: "Basic256Sha256",
  // Longer than the default: on a machine that is busy otherwise, opening 100,000 items may keep this thread from its socket for seconds.
  keepAliveMs: 10_000,
  connectTimeoutMs: 10_000,
  pkiDir,
  applicationUri: "urn:gemba:bench",
  simulated: false,
  fastLane: "auto",
  readsEvents: false,
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
  items: Array.from({ length: Number(tags) }, (_, i) => item(i)),
  key: "bench",
};

let received = 0;
const connection = new Connection({ id: 1, plan, resume: undefined, downReason: "edge_down_no_history" }, take);

function take(message: FromWorker): void {
  if (message.kind === "opened") {
    if (message.report.fastLane !== "on") throw new Error("the fast lane is off");
    connection.start();
    process.send?.({ kind: "ready" });
  } else if (message.kind === "batch") {
    received += message.received;
    connection.acknowledge(message.marks);
  } else if (message.kind === "ended") {
    throw new Error(message.reason);
  }
}

process.on("message", () => process.send?.({ kind: "count", received }));
process.on("exit", () => rmSync(pkiDir, { recursive: true, force: true }));
process.on("disconnect", () => process.exit(0));
await connection.open();
