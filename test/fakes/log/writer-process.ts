/**
 * Appends numbered samples to the log in the folder of its first argument, from the end of that log on, and prints each
 * acknowledged position until it is killed.
 */
import { pino } from "pino";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { numbered } from "../source/samples.ts";

const log = await openLog({
  dir: process.argv[2] as string,
  edgeId: "edge-1",
  epoch: 1,
  log: pino({ level: "silent" }),
  commitMs: 2,
  segmentBytes: 100_000,
});
for (let n = log.position; ; n += 7) {
  const position = log.push(numbered(n, 7));
  if (log.full || n % 70 === 0) await log.committed(position, new AbortController().signal);
  // Written synchronously: a printed position was acknowledged, whatever happens next.
  process.stdout.write(`${log.position}\n`);
}
