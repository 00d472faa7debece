/** Makes and mails a report for each shift, as fast as it can, until it is killed. Says the number of made reports. */
import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { reportMaker } from "../../../edge/reports/maker.ts";
import { Scheduler } from "../../../edge/reports/scheduler.ts";
import { openMailing } from "./mailed.ts";
import { reportParts, SHIFT_FROM } from "./parts.ts";

const [dir = "", port = "", from = String(SHIFT_FROM)] = process.argv.slice(2);
const SHIFT_US = 8 * 3_600e6;
let now = Number(from);
const { shelf, notifier } = await openMailing(dir, { port: Number(port), now: () => now });
const scheduler = new Scheduler({
  config: {
    schedules: [{ id: "shift", kind: "shift", afterMin: 0, language: "zh", format: "xlsx", channel: "mail" }],
    keep: 1_000,
  },
  site: reportParts().plant.site,
  maker: reportMaker({ ...reportParts(), now: () => now }, shelf),
  shelf,
  isCurrent: () => true,
  log: pino({ level: "silent" }),
  now: () => now,
});
// The first turn notes where the schedule begins.
scheduler.tick();
await scheduler.idle();
for (let shift = 0; shift < 16; shift++) {
  now += SHIFT_US;
  scheduler.tick();
  await scheduler.idle();
  process.stdout.write(`${shelf.newestFirst().length} ${now}\n`);
}
while (notifier.channels().some(({ waiting }) => waiting > 0)) await wait(20);
process.stdout.write("mailed\n");
await notifier.close();
