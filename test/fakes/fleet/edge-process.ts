/**
 * The part of an edge that fleets need: a commit log that grows by seeded samples, events and a waveform now and then,
 * and its uplink, which sends back what comes under the topic `echo`. Arguments: data folder, config of the uplink as
 * JSON, seed, items of each step. Prints its position once a step; after the word `stop` on stdin it adds nothing more,
 * and says so. Runs until it is killed.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { startUplink, type UplinkParts } from "../../../edge/fleet/start-uplink.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { startEpoch } from "../../../edge/model/data-folder.ts";
import { seeded } from "../../reliability/random.ts";
import { T0 } from "../source/samples.ts";
import { FakeTags } from "../source/tags.ts";

const TAGS = 20;
const [dataDir = "", config = "", seed = "1", step = "100"] = process.argv.slice(2);
const random = seeded(Number(seed));
const identity = startEpoch(dataDir);
const log = pino({ level: "warn" }, pino.destination(2));
const tags = FakeTags.ofSize(TAGS);
const commitLog = await openLog({
  dir: join(dataDir, "log"),
  ...identity,
  tags,
  log,
  commitMs: 2,
  segmentBytes: 60_000,
});
const uplink = await startUplink({
  config: JSON.parse(config) as UplinkParts["config"],
  identity,
  site: "test",
  dataDir,
  commitLog,
  log,
});
uplink.on("echo", (body) => void uplink.send("echo", body));
let isStopped = step === "0";
process.stdin.on("data", () => {
  isStopped = true;
});
for (;;) {
  const at = commitLog.position;
  if (!isStopped) {
    const builder = new BatchBuilder();
    const count = 1 + Math.floor(random() * Number(step));
    // The time of each sample is its position, so that each has a key of its own.
    for (let n = at; n < at + count; n++)
      builder.add((1 + (n % (TAGS - 1))) as TagRef, T0 + n * 1000, Math.round(random() * 1e4) / 100, 0, 0);
    let to = commitLog.push(builder.finish(T0 + at * 1000));
    if (random() < 0.3) to = commitLog.pushEvents({ events: [eventAt(to)] });
    await commitLog.committed(to, new AbortController().signal);
  }
  process.stdout.write(`${commitLog.position}${isStopped ? " stopped" : ""}\n`);
  await sleep(5);
}

function eventAt(at: number) {
  const time = T0 + at * 1000;
  const eventUid = `0190a000-0000-7000-8000-${String(at).padStart(12, "0")}`;
  return { eventUid, type: "piece.finished", time, receivedAt: time, schema: "test/1", payload: { at } };
}
