/** A hub until it is killed. Arguments: data folder, config as JSON. */
import { pino } from "pino";
import { Hub, type HubParts } from "../../../edge/hub/hub.ts";

const [dataDir = "", config = ""] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const log = pino({ level: "warn" }, pino.destination(2));
await new Hub({ dataDir, config: JSON.parse(config) as HubParts["config"], log }).run(stop.signal);
