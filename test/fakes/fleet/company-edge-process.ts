/**
 * An edge with a standing alert that takes acts from its hub, until it is killed: whatever it sends beside its log goes
 * twice. Arguments: data folder, config of the uplink as JSON. Prints the alert whenever it has changed.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openTalk } from "../../../edge/fleet/site/open-talk.ts";
import { startUplink, type UplinkParts } from "../../../edge/fleet/start-uplink.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { startEpoch } from "../../../edge/model/data-folder.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { fakePlant } from "../api/plant.ts";
import { FakeTags } from "../source/tags.ts";

const [dataDir = "", text = ""] = process.argv.slice(2);
const config = JSON.parse(text) as UplinkParts["config"];
const identity = startEpoch(dataDir);
const log = pino({ level: "warn" }, pino.destination(2));
const now = (): number => Date.now() * 1000;
const journal = await openJournal({ dir: dataDir, clock: now, log });
const book = await openAlertBook({ dir: dataDir, edge: identity.edgeId, clock: now, log, journal });
const assetUid = "urn:a" as AssetUid;
const message = { en: "hot", zh: "热" };
book.apply([
  { rule: "hot", assetUid, kind: "process", standing: true, at: now(), severity: 600, message, evidence: [] },
]);
await book.settled();
const tags = FakeTags.ofSize(2);
const commitLog = await openLog({ dir: join(dataDir, "log"), ...identity, tags, log, commitMs: 2 });
const uplink = await startUplink({ config, identity, site: "test", dataDir, commitLog, log });
const channel = {
  send: (topic: string, body: Uint8Array): boolean => {
    uplink.send(topic, body);
    return uplink.send(topic, body);
  },
  on: uplink.on.bind(uplink),
};
await openTalk(config, {
  channel,
  book,
  journal,
  plant: fakePlant(assetUid, []),
  dataDir,
  jobs: new Jobs(log),
  log,
  now,
});
for (let said = ""; ; await sleep(10)) {
  const builder = new BatchBuilder();
  builder.add(1 as TagRef, now(), 1, 0, 0);
  commitLog.push(builder.finish(now()));
  book.tick(now());
  const [alert] = book.standing();
  const line = JSON.stringify({
    alertUid: alert?.alertUid,
    comments: alert?.comments.map(({ by, comment }) => [by, comment]),
  });
  if (line !== said) process.stdout.write(`${line}\n`);
  said = line;
}
