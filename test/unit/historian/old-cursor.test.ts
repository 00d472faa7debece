import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { numbered } from "../../fakes/source/samples.ts";

const folder = new LogFolder();

/**
 * The bytes that `Cursor` of commit 164ee91 wrote: the plant in test/fixtures has no sinks, so its folder has no
 * cursor.
 */
const written = (logUid: string, position: number): string => `{"logUid":"${logUid}","position":${position}}`;

it("[FS14] a sink goes on where an edge of 164ee91 left its cursor, and from the oldest in another log", async () => {
  const before = await folder.start();
  await before.committed(before.push(numbered(0, 100)), never);
  const { logUid } = before;
  await folder.stop(before);
  await mkdir(join(folder.dir, "cursors"), { recursive: true });
  writeFileSync(join(folder.dir, "cursors", "influx.json"), written(logUid, 60));
  writeFileSync(join(folder.dir, "cursors", "other.json"), written("0193-another", 60));
  const log = await folder.start();
  const [influx, other] = [await log.feed("influx", 60_000), await log.feed("other", 60_000)];
  expect([influx.acknowledged, influx.backlogSamples, other.backlogSamples]).toEqual([60, 40, 100]);
});
