/**
 * A hub until it is killed. Arguments: data folder, config as JSON. Sends a message beside the log to each edge that
 * has greeted, and adds what comes back to the file `echoes`, a line each.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { Hub, type HubParts } from "../../../edge/hub/hub.ts";

const [dataDir = "", config = ""] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const log = pino({ level: "warn" }, pino.destination(2));
const hub = new Hub({ dataDir, config: JSON.parse(config) as HubParts["config"], log });
hub.onGreeted((edgeId) => hub.send(edgeId, "echo", Buffer.from(edgeId)));
hub.on("echo", (edgeId, body) =>
  appendFileSync(join(dataDir, "echoes"), `${edgeId} ${Buffer.from(body).toString("latin1")}\n`),
);
await hub.run(stop.signal);
