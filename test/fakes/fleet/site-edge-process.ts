/**
 * An edge with a twin, alerts, links and a historian of its own, whose samples come in real time, and its uplink with
 * the files of its site. Arguments as of `edge-process.ts`; `step` is not used. After the word `stop` on stdin it adds
 * nothing more and writes what it has into `state.json`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { LogMarks } from "../../../edge/compose/storage/log-marks.ts";
import { ALERT_CHANGED } from "../../../edge/contracts/path/replay.ts";
import type { AssetUid, LinkRef, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openSiteFiles } from "../../../edge/fleet/open-site-files.ts";
import { startUplink, type UplinkParts } from "../../../edge/fleet/start-uplink.ts";
import { startHistorian } from "../../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../../edge/historian/live-tail.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { startEpoch } from "../../../edge/model/data-folder.ts";
import { writePlantFile } from "../../../edge/model/plant-file.ts";
import { createTagTable } from "../../../edge/model/tag-table.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { seeded } from "../../reliability/random.ts";
import { FakeAlerts } from "../api/alerts.ts";
import { fakePlant } from "../api/plant.ts";
import { fakeTag, samplesOf } from "../source/tags.ts";
import { eventOf } from "./events.ts";

const TAGS = 200;
const LATHE = "urn:test:lathe:1001" as AssetUid;
const [dataDir = "", config = "", seed = "1"] = process.argv.slice(2);
const random = seeded(Number(seed));
const identity = startEpoch(dataDir);
const log = pino({ level: "warn" }, pino.destination(2));
const list = Array.from({ length: TAGS }, (_, ref) =>
  fakeTag(ref, {
    assetUid: LATHE,
    link: (ref % 2) as LinkRef,
    source: "line",
    type: ref % 10 === 9 ? "text" : "number",
  }),
);
const links = [0, 1].map((ref) => ({ ref: ref as LinkRef, name: `line/${ref}`, source: "line" }));
const tags = createTagTable(list, TAGS);
const twin = createTwin({ tags, links: links.map((link) => ({ ...link, staleAfterMs: 60_000 })) });
const plant = fakePlant(
  LATHE,
  list.map(({ ref }) => ref as TagRef),
);
writePlantFile(dataDir, { edgeId: identity.edgeId, plant, tags: list, links });
const commitLog = await openLog({ dir: join(dataDir, "log"), ...identity, tags, log, commitMs: 20 });
const now = (): number => Date.now() * 1000;
const marks = new LogMarks({ twin, commitLog, now });
const historian = await startHistorian({
  dir: join(dataDir, "historian"),
  commitLog,
  tail: new LiveTail(),
  config: { rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 }, maxBytes: 1e9, memoryLimitMb: 64 },
  log,
});
const uplinkConfig = JSON.parse(config) as UplinkParts["config"];
const uplink = await startUplink({ config: uplinkConfig, identity, site: "test", dataDir, commitLog, log });
const files = openSiteFiles({ channel: uplink, config: uplinkConfig.files, plant, dataDir, log, now });
const alerts = new Map<string, Record<string, unknown>>();
let isStopping = false;
process.stdin.on("data", () => {
  isStopping = true;
});
for (let turn = 0; !isStopping; turn++) {
  addSamples();
  if (turn % 5 === 0) changeAlert();
  // The second link falls silent and comes back now and then.
  twin.heard(0 as LinkRef);
  if (Math.floor(turn / 30) % 2 === 0) twin.heard(1 as LinkRef);
  else twin.lost(1 as LinkRef, "unplugged");
  if (turn % 10 === 0) {
    marks.tick();
    files.tick();
  }
  process.stdout.write(`${commitLog.position}\n`);
  await sleep(100);
}
await commitLog.committed(commitLog.position, new AbortController().signal);
const at = now();
const state = {
  samples: samplesOf(twin.snapshot().samples),
  links: twin.links().map(({ name, live }) => ({ name, live })),
  alerts: [...alerts.values()].filter(({ state: one }) => one !== "closed"),
  pastAt: at - 3_000_000,
  past: samplesOf((await historian.keyframe(at - 3_000_000)).samples),
};
writeFileSync(join(dataDir, "state.json"), JSON.stringify(state));
for (;;) {
  process.stdout.write(`${commitLog.position} stopped\n`);
  files.tick();
  await sleep(100);
}

function addSamples(): void {
  const builder = new BatchBuilder();
  const time = now();
  for (let count = 0; count < 40; count++) {
    const ref = Math.floor(random() * TAGS);
    const status = random() < 0.1 ? 0x80000000 : 0;
    // The log would move a second sample of the same tag and time.
    if (ref % 10 === 9) builder.addText(ref as TagRef, time + count, `text ${random()}`, status, 0);
    else builder.add(ref as TagRef, time + count, Math.round(random() * 1e4) / 100, status, 0);
  }
  const batch = builder.finish(time);
  commitLog.push(batch);
  twin.apply(batch);
}

function changeAlert(): void {
  const [first] = new FakeAlerts(LATHE, now()).standing();
  const alertUid = `alert-${Math.floor(random() * 5)}`;
  const one = { ...first, alertUid, state: ["active", "acknowledged", "closed"][Math.floor(random() * 3)] };
  alerts.set(alertUid, one);
  commitLog.pushEvents({ events: [eventOf(ALERT_CHANGED, now(), one)] });
}
