/**
 * Records the risk of a zone in the log of the folder, minute after minute of a clock that runs fast, until it is
 * killed. Goes on in the minute after the second argument. Prints each minute once it is on disk.
 */
import { pino } from "pino";
import type { LiveRiskState } from "../../../edge/contracts/safety/live-risk.ts";
import { MINUTE_US } from "../../../edge/contracts/safety/zone-history.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { ZoneMinutes } from "../../../edge/safety/live/zone-minutes.ts";
import { levelIn, stateAt } from "./zone-risk.ts";

const [dir = "", first = "0"] = process.argv.slice(2);
const log = await openLog({ dir, edgeId: "e", epoch: 1, log: pino({ level: "silent" }), commitMs: 2 });
const minutes = new ZoneMinutes();
for (let now = Number(first); ; now += 1e6) {
  const state: LiveRiskState = stateAt(now, [["cell", levelIn(now)]]);
  const over = minutes.look(state, now);
  if (over === undefined) continue;
  await log.committed(log.pushEvents({ events: [over] }), new AbortController().signal);
  // Written synchronously: a printed minute was on disk, whatever happens next.
  process.stdout.write(`${over.time / MINUTE_US}\n`);
}
