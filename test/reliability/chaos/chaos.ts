/**
 * Kills processes, fills disks, moves clocks and cuts links at random, while fuzzers talk to API, stream, broker and
 * sources. After each round the edge must come back with the right alerts; in between its health must name what is
 * broken; at the end every sample is counted.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { requestConfirmation } from "../../../edge/compose/storage/clock-watch.ts";
import type { Health } from "../edge-process.ts";
import { isClean, type Ledger, printLedgers } from "../ledger.ts";
import { between, type Random, shuffled } from "../random.ts";
import { FAULTS, type Fault, goTogether } from "./faults.ts";
import { allAlerts } from "./levels.ts";
import { type ChaosPlant, startPlant } from "./plant.ts";
import { auditCounters, auditJournal, ledgersOf } from "./read-back.ts";

export interface ChaosOptions {
  readonly seed: number;
  readonly random: Random;
  readonly rounds: number;
}

/** Generous, because the machine may be slow; a part that never comes back is a defect. */
const CONVERGE_WITHIN_MS = 180_000;
const NAMED_WITHIN_MS = 60_000;
const DRAIN_WITHIN_MS = 300_000;
/** Share of the rounds in which a second part breaks before the first has recovered. */
const TWICE = 0.3;
/** Sources that only receive nonsense: one never runs, the other may be silent at any time. */
const NONSENSE: readonly string[] = ["rogue", "noise"];

/** Resolves with whether all checks passed. */
export async function chaos({ seed, random, rounds }: ChaosOptions): Promise<boolean> {
  const plant = await startPlant(random, seed);
  if (plant.disk === undefined)
    process.stdout.write("\n*** FULL DISKS SKIPPED: a small file system needs the right to mount ***\n\n");
  let isGood = false;
  try {
    await plant.edge.start();
    await converged(plant);
    const faults = await runRounds(plant, { random, rounds });
    isGood = await accounts(plant, faults);
    return isGood;
  } finally {
    await plant.close(isGood);
  }
}

async function runRounds(
  plant: ChaosPlant,
  { random, rounds }: { readonly random: Random; readonly rounds: number },
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const names = Object.keys(FAULTS).filter((name) => plant.disk !== undefined || FAULTS[name]?.needsDisk !== true);
  let deck: string[] = [];
  /** The next fault of the deck; as a second fault, the next one that can happen together with the first, if any. */
  const draw = (beside?: string): string[] => {
    if (deck.length === 0) deck = shuffled(names, random);
    const at = deck.findLastIndex((name) => beside === undefined || goTogether(beside, name));
    const drawn = at < 0 ? [] : deck.splice(at, 1);
    for (const name of drawn) counts[name] = (counts[name] ?? 0) + 1;
    return drawn;
  };
  for (let round = 1; round <= rounds; round++) {
    const drawn = draw();
    if (random() < TWICE) drawn.push(...draw(drawn[0]));
    const began = performance.now();
    try {
      await runRound(plant, drawn, random);
    } catch (error) {
      throw new Error(`round ${round}, ${drawn.join(" and ")}: ${(error as Error).message}`, { cause: error });
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`round ${round}: ${drawn.join(" and ")}, recovered after ${seconds} s\n`);
  }
  return counts;
}

/** One round: alarms come and go, a part breaks, health names it, it recovers, and all checks pass again. */
async function runRound(plant: ChaosPlant, drawn: readonly string[], random: Random): Promise<void> {
  const { edge, levels } = plant;
  await sleep(between(random, 100, 1_500));
  levels.change();
  const acting = levels.acknowledge(edge.address).catch(() => undefined);
  if (random() < 0.5) await acting;
  const faults = drawn.map((name) => FAULTS[name] as Fault);
  const heals: (() => Promise<void> | void)[] = [];
  for (const fault of faults) heals.push(await fault.begin(plant, random));
  if (!faults.some(({ takesEdge }) => takesEdge)) await named(plant, faults);
  await sleep(between(random, 0, 2_000));
  for (const heal of heals.reverse()) await heal();
  await acting;
  await converged(plant);
  if (edge.hasEnded) throw new Error("the edge ended by itself");
}

/** Waits until health names everything that is broken. */
async function named({ edge }: ChaosPlant, faults: readonly Fault[]): Promise<void> {
  const open = new Set(faults.filter(({ isNamed }) => isNamed !== undefined));
  await until(NAMED_WITHIN_MS, async () => {
    if (open.size === 0) return [];
    const health = await edge.health();
    for (const fault of open) if (fault.isNamed?.(health) === true) open.delete(fault);
    return open.size === 0 ? [] : [`health does not name what is broken: ${brief(health)}`];
  });
}

/** Waits until every part runs, the alerts are right, and no alarm is about a recovered part. */
async function converged({ edge, levels }: ChaosPlant): Promise<void> {
  await until(CONVERGE_WITHIN_MS, async () => {
    const health = await edge.health();
    const away = [...health.sources, ...health.sinks, ...health.followers].filter(
      ({ name, state }) => !NONSENSE.includes(name) && state !== "running",
    );
    if (!health.ready || away.length > 0 || health.impaired.length > 0) return [`not whole: ${brief(health)}`];
    const problems = await levels.problems(edge.address);
    if (problems.length > 0) return problems;
    const system = (await allAlerts(edge.address)).filter(
      ({ kind, clearedAt, assetUid }) =>
        kind === "system" && clearedAt === null && !NONSENSE.some((name) => assetUid.endsWith(`:${name}`)),
    );
    // A person confirms the clock, as the alert asks.
    if (edge.clockJumps > 0 && system.some(({ rule }) => rule === "edge/clock-step"))
      requestConfirmation(edge.dataDir, "chaos");
    return system.map(({ rule, assetUid }) => `${rule} of ${assetUid} is active while everything runs`);
  });
}

function brief({ ready, impaired, sources, sinks }: Health): string {
  const parts = [...sources, ...sinks].map(
    ({ name, state, reason }) => `${name} ${state}${reason === undefined ? "" : ` (${reason})`}`,
  );
  return `${ready ? "ready" : "not ready"}; ${[...parts, ...impaired].join(", ")}`;
}

/** Repeats a check until it finds no problem. */
async function until(ms: number, wrong: () => Promise<readonly string[]>): Promise<void> {
  const deadline = performance.now() + ms;
  for (;;) {
    const problems = await wrong().catch((error: unknown) => [(error as Error).message]);
    if (problems.length === 0) return;
    if (performance.now() > deadline) throw new Error(problems.join("; "));
    await sleep(100);
  }
}

/** At the end everything is drained and read back. */
async function accounts(plant: ChaosPlant, faults: Record<string, number>): Promise<boolean> {
  const { edge, publisher } = plant;
  const fuzz = await plant.fuzzers.report();
  await plant.fuzzers.stop();
  await publisher.finish(DRAIN_WITHIN_MS);
  await until(DRAIN_WITHIN_MS, async () => {
    const { sinks } = await edge.health();
    return sinks
      .filter(({ backlogSamples }) => backlogSamples > 0)
      .map(({ name, backlogSamples }) => `${name} has ${backlogSamples} to go`);
  });
  const { followers } = await edge.health();
  const code = await edge.stop();
  const problems = [
    ...(code === 0 ? [] : [`the edge ended with ${code} at SIGTERM`]),
    ...followers
      .filter(({ setAside, missed }) => setAside + missed > 0)
      .map(({ name }) => `follower ${name} set aside or missed something`),
    ...fuzz.failures.map((failure) => `fuzzer: ${failure}`),
    ...auditJournal(edge.dataDir, plant.levels.answered),
    ...(await auditCounters(plant)),
  ];
  const ledgers: readonly Ledger[] = await ledgersOf(plant, faults);
  printLedgers(ledgers);
  process.stdout.write(
    `\nfuzzers: ${fuzz.requests} requests, ${fuzz.streams} streams, ${fuzz.connections} raw connections, ` +
      `${fuzz.messages} messages; ${plant.levels.answered.size} acknowledgements\n`,
  );
  for (const problem of problems) process.stdout.write(`  WRONG: ${problem}\n`);
  return problems.length === 0 && ledgers.every(isClean);
}
