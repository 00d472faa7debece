/** Opens what a hub has of an edge. */
import { join } from "node:path";
import type { Greeting } from "../fleet/wire/greeting.ts";
import { countedIn } from "./counted.ts";
import { Dictionary, newRecord, readRecord, saveRecord } from "./edge-record.ts";
import { HubEdge, type HubEdgeParts } from "./hub-edge.ts";
import { MirrorLog } from "./mirror-log.ts";
import { openHubStore } from "./store/open-store.ts";

/** Opens what the hub has of an edge; a greeting makes it where there is nothing. */
export async function openHubEdge(parts: HubEdgeParts, greeting?: Greeting): Promise<HubEdge | undefined> {
  const { folder, config, log } = parts;
  let record = readRecord(folder);
  if (record === undefined) {
    if (greeting === undefined) return undefined;
    record = newRecord(greeting);
    saveRecord(folder, record);
  }
  const dictionary = Dictionary.open(folder);
  const isElsewhere = config.store?.kind === "clickhouse";
  const mirror = await MirrorLog.open({
    dir: join(folder, "log"),
    edgeId: record.edgeId,
    logUid: record.logUid,
    epoch: record.starts.at(-1)?.epoch ?? 0,
    begins: record.begins.position,
    // No embedded historian takes the other half.
    maxBytes: config.historian.maxBytes / (isElsewhere ? 1 : 2),
    holdsUnread: isElsewhere,
    retentionHours: config.logHours,
    tags: dictionary,
    log,
  });
  const counts = await countedIn(mirror, record);
  const { edgeId, site } = record;
  const store = await openHubStore({ folder, edgeId, site, mirror, dictionary, config, log });
  return new HubEdge(parts, { record, dictionary, mirror, store, counts });
}
