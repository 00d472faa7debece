/** Uplinks of many edges in one process, each with a log that does not grow. Arguments: data folders, config. */
import { join } from "node:path";
import { pino } from "pino";
import { startUplink, type UplinkParts } from "../../edge/fleet/start-uplink.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { startEpoch } from "../../edge/model/data-folder.ts";

const [folders = "[]", config = "{}"] = process.argv.slice(2);
const log = pino({ level: "warn" }, pino.destination(2));
for (const dataDir of JSON.parse(folders) as string[]) {
  const identity = startEpoch(dataDir);
  const commitLog = await openLog({ dir: join(dataDir, "log"), ...identity, log });
  await startUplink({
    config: JSON.parse(config) as UplinkParts["config"],
    identity,
    site: "bench",
    dataDir,
    commitLog,
    log,
  });
}
