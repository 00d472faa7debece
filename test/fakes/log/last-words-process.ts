/** Takes a thousand samples into a commit log and throws in the same turn; with `read`, prints how many are on disk. */
import { pino } from "pino";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { speakLast } from "../../../edge/observe/last-words.ts";
import { numbered } from "../source/samples.ts";
import { FakeTags } from "../source/tags.ts";

const [dir = "", mode] = process.argv.slice(2);
if (mode === "read") {
  const reader = new LogReader(dir, 0);
  let samples = 0;
  for (
    let chunk = await reader.read(1000, Number.POSITIVE_INFINITY);
    chunk !== undefined;
    chunk = await reader.read(1000, Number.POSITIVE_INFINITY)
  )
    samples += chunk.samples;
  process.stdout.write(`on disk: ${samples}\n`);
  process.exit(0);
}
// The next commit is a minute away, so only the flush brings them to disk.
const log = await openLog({
  dir,
  edgeId: "edge-1",
  epoch: 1,
  log: pino({ level: "silent" }),
  commitMs: 60_000,
  tags: FakeTags.ofSize(10),
});
speakLast({ say: ({ reason }) => process.stdout.write(`said: ${reason}\n`), flush: () => log.close() });
setImmediate(() => {
  log.push(numbered(0, 1000));
  throw new Error("poison");
});
