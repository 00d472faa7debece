import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StopOutcome, type StopPlan, stopDemo } from "./demo-stop.ts";
import { between, type Random } from "./random.ts";

/** Promise of the edge: time from the signal to the end of its last process. */
const PROMISE_S = 5;
/** Every n-th start is the first on its folder. */
const FIRST_EVERY = 4;
const MOST_FAILED_STARTS = 20;

/**
 * Stops the demo plant many times, half of them 4 to 7 s after it was live, with requests in flight. True when each
 * stop was clean and in time.
 */
export async function stops({ random, count }: { readonly random: Random; readonly count: number }): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-stops-"));
  process.stdout.write(`core dumps and logs: ${folder}\n  #  stopped        signal   exit      seconds  answered\n`);
  const outcomes: StopOutcome[] = [];
  let number = 0;
  for (let failed = 0; number < count; ) {
    const outcome = await stopDemo(folder, planOf(number, random));
    if (outcome === undefined) {
      // Another process may take its ports between choice and start.
      process.stdout.write(`${String(number).padStart(3)}  ended before the signal; repeated (stop-${number}.log)\n`);
      if (++failed > MOST_FAILED_STARTS)
        throw new Error(`the demo does not start; see ${join(folder, `stop-${number}.log`)}`);
      continue;
    }
    outcomes.push(outcome);
    for (const core of outcome.cores) renameSync(join(folder, core), join(folder, `stop-${number}-${core}`));
    printOutcome(outcome);
    if (isGood(outcome)) rmSync(join(folder, `stop-${number}.log`));
    number++;
  }
  const good = outcomes.filter(isGood).length;
  printSummary(outcomes);
  if (good === count) rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`\n${good} of ${count} stops ended with 0 within ${PROMISE_S} s and left nothing behind\n`);
  return good === count;
}

/** Half of the stops 4 to 7 s after live; of the others, half during the start, half at any time later. */
function planOf(number: number, random: Random): StopPlan {
  const shared = {
    number,
    isFirst: number % FIRST_EVERY === 0,
    seed: Math.floor(random() * 1e6),
    signal: random() < 0.8 ? ("SIGTERM" as const) : ("SIGINT" as const),
  };
  if (number % 2 === 0) return { ...shared, from: "live", afterMs: between(random, 4_000, 7_000) };
  if (number % 4 === 1) return { ...shared, from: "spawn", afterMs: between(random, 1_500, 25_000) };
  return { ...shared, from: "live", afterMs: between(random, 0, 25_000) };
}

function isGood({ code, seconds, left, cores }: StopOutcome): boolean {
  return code === 0 && seconds <= PROMISE_S && left.length === 0 && cores.length === 0;
}

function printOutcome(outcome: StopOutcome): void {
  const { plan, code, seconds, left, cores, said, answered } = outcome;
  const when = `${(plan.afterMs / 1000).toFixed(1)} s after ${plan.from}`;
  const columns = [
    `${String(plan.number).padStart(3)} `,
    when.padEnd(21),
    `${plan.signal} `,
    String(code).padEnd(8),
    seconds.toFixed(2).padStart(6),
    String(answered).padStart(8),
    ...(plan.isFirst ? [" first start"] : []),
    ...(isGood(outcome) ? [] : [" NOT GOOD"]),
  ];
  process.stdout.write(`${columns.join(" ")}\n`);
  for (const line of [
    ...said,
    ...left.map((process) => `left behind: ${process}`),
    ...cores.map((core) => `core dump: ${core}`),
  ])
    process.stdout.write(`       ${line.slice(0, 300)}\n`);
}

function printSummary(outcomes: readonly StopOutcome[]): void {
  const groups = new Map<string, StopOutcome[]>([["all", [...outcomes]]]);
  for (const outcome of outcomes) {
    const name =
      outcome.plan.from === "spawn"
        ? "while it starts"
        : outcome.plan.number % 2 === 0
          ? "4 to 7 s after live"
          : "later";
    groups.set(name, [...(groups.get(name) ?? []), outcome]);
  }
  process.stdout.write("\nstops                  count   min s  median s  max s  exit codes\n");
  for (const [name, group] of groups) {
    const seconds = group.map((outcome) => outcome.seconds).sort((a, b) => a - b);
    const codes = Object.entries(Object.groupBy(group, ({ code }) => String(code))).map(
      ([code, those]) => `${code}: ${those?.length}`,
    );
    const at = (share: number) => (seconds[Math.floor((seconds.length - 1) * share)] ?? 0).toFixed(2);
    process.stdout.write(
      `${name.padEnd(22)} ${String(group.length).padStart(5)} ${at(0).padStart(7)} ${at(0.5).padStart(9)} ` +
        `${at(1).padStart(6)}  ${codes.join(", ")}\n`,
    );
  }
}
