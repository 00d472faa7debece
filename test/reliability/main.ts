/**
 * `npm run reliability -- [--quick|--full|--sabotage|--backlog|--chaos|--machines|--notices|--overload|--stops N]
 * [--seed N] [--minutes N] [--rounds N] [--factor N]`: kills, cuts and refuses, counts every sample and notification,
 * and exits with 1 when one is unaccounted for.
 */
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backlog } from "./backlog.ts";
import { chaos } from "./chaos/chaos.ts";
import { edgeRun } from "./edge-run.ts";
import { isClean, type Ledger, printLedgers } from "./ledger.ts";
import { machines } from "./machines/machines.ts";
import { type NoticeKills, noticeKills } from "./notices/notice-kills.ts";
import { overload } from "./overload/overload.ts";
import { pathKills } from "./path-kills.ts";
import { powerCuts } from "./power-cut.ts";
import { seeded } from "./random.ts";
import { sabotage } from "./sabotage.ts";
import { stops } from "./stops.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Amount of each per minute. */
const PER_MINUTE = { kills: 20, cuts: 6, seconds: 24, noticeKills: 5 };
const QUICK_MINUTES = 2;
const FULL_MINUTES = 60;
const OVERLOAD_MINUTES = 10;
const BACKLOG_SAMPLES = 1_500_000;
const CHAOS_ROUNDS = 200;
const NOTICE_KILLS = 50;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    sabotage: { type: "boolean", default: false },
    backlog: { type: "boolean", default: false },
    chaos: { type: "boolean", default: false },
    machines: { type: "boolean", default: false },
    notices: { type: "boolean", default: false },
    overload: { type: "boolean", default: false },
    factor: { type: "string", default: "3" },
    rounds: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1e6) },
    minutes: { type: "string" },
    stops: { type: "string" },
  },
});
const [seed, minutes] = [
  Number(values.seed),
  Number(values.minutes ?? (values.overload ? OVERLOAD_MINUTES : values.full ? FULL_MINUTES : QUICK_MINUTES)),
];
if (!Number.isInteger(seed) || !(minutes > 0)) {
  process.stderr.write("reliability: --seed is a whole number, --minutes a number above 0\n");
  process.exit(2);
}
process.stdout.write(
  `seed ${seed} · ${new Date().toISOString()} · Node.js ${process.version} · Linux ${release()} · ` +
    `${cpus().length} × ${cpus()[0]?.model} · ${Math.round(totalmem() / 2 ** 30)} GiB\n\n`,
);
const stopCount = Number(values.stops ?? 0);
if (!Number.isInteger(stopCount) || stopCount < 0) {
  process.stderr.write("reliability: --stops is the number of times that the demo is stopped, a whole number\n");
  process.exit(2);
}
const factor = Number(values.factor);
if (!(factor > 0)) {
  process.stderr.write(
    "reliability: --factor is the offered load as a multiple of the sustainable one, a number above 0\n",
  );
  process.exit(2);
}
const random = seeded(seed);
// Children are ended on exit, which a signal alone does not trigger.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
process.exit((await chosen()) ? 0 : 1);

function chosen(): Promise<boolean> {
  if (stopCount > 0) return stops({ random, count: stopCount });
  if (values.overload) return overload({ minutes, factor, random });
  if (values.chaos) return chaos({ seed, random, rounds: Number(values.rounds ?? CHAOS_ROUNDS) });
  if (values.machines) return machines({ random, rounds: Number(values.rounds ?? 1) });
  if (values.notices) return notices(Number(values.rounds ?? NOTICE_KILLS));
  if (values.sabotage) return sabotage({ root: ROOT, seed, random });
  return values.backlog ? backlog({ seed, samples: BACKLOG_SAMPLES }) : reliability();
}

async function reliability(): Promise<boolean> {
  const began = performance.now();
  const runs: readonly (() => Promise<Ledger | undefined>)[] = [
    () => pathKills({ root: ROOT, seed, random, kills: Math.ceil(minutes * PER_MINUTE.kills), keep: true }),
    () => powerCuts({ root: ROOT, seed, random, cuts: Math.ceil(minutes * PER_MINUTE.cuts) }),
    () => edgeRun({ random, seconds: minutes * PER_MINUTE.seconds }),
  ];
  const ledgers: Ledger[] = [];
  for (const run of runs) {
    const ledger = await run();
    if (ledger === undefined) continue;
    ledgers.push(ledger);
    // Print each ledger at once, in case a long run is ended early.
    process.stdout.write(
      `${ledger.what}: ${isClean(ledger) ? "clean" : "NOT CLEAN"} after ${ledger.seconds.toFixed(0)} s, ` +
        `${ledger.produced} produced, ${JSON.stringify(ledger.faults)}\n`,
    );
  }
  const areNoticesGood = await notices(Math.ceil(minutes * PER_MINUTE.noticeKills));
  printLedgers(ledgers);
  const isGood = ledgers.every(isClean) && areNoticesGood;
  const verdict = isGood ? "everything is accounted for" : "NOT EVERYTHING IS ACCOUNTED FOR";
  process.stdout.write(`\n${verdict} (${((performance.now() - began) / 1000).toFixed(0)} s)\n`);
  return isGood;
}

/** Notifications of an edge that is killed so many times. */
async function notices(kills: number): Promise<boolean> {
  const found: NoticeKills = await noticeKills({ random, kills });
  const { seconds, owed, arrived, faults } = found;
  const verdict = faults.length === 0 ? "clean" : "NOT CLEAN";
  process.stdout.write(
    `notifications killed: ${verdict} after ${seconds.toFixed(0)} s, ${kills} kills, ` +
      `owed ${JSON.stringify(owed)}, arrived ${JSON.stringify(arrived)}\n`,
  );
  for (const fault of faults.slice(0, 10)) process.stdout.write(`  ${fault}\n`);
  return faults.length === 0;
}
