/**
 * Minutes of overload: one alarm reports it, no silence that it causes is notified, no accepted sample is lost, memory
 * stays within a bound, and the alarm clears soon after the load falls.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../random.ts";
import { accountOf } from "./account.ts";
import { type LoadedPlant, loadedPlant, taken } from "./plant.ts";
import { backlogOf, each, sustainableLoad } from "./ramp.ts";
import { accounted, annunciated, judged, type Stress } from "./report.ts";
import { LoadWatch, type Look } from "./watch.ts";

const LIGHT_PER_SECOND = 2_000;
const READY_WITHIN_MS = 120_000;
/** From light load until no alarm is active. */
const CALM_WITHIN_MS = 300_000;
const ANSWERED_WITHIN_MS = 300_000;
/** A reader of the log has caught up when this few items are left. */
const NEAR_ITEMS = 5_000;

export interface OverloadOptions {
  readonly minutes: number;
  /** Multiple of the sustained load. */
  readonly factor: number;
  /** Distribution of the load among the large sources. */
  readonly random: Random;
}

/** Resolves with whether all checks passed. */
export async function overload({ minutes, factor, random }: OverloadOptions): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-overload-"));
  await using plant = await loadedPlant(dir, random);
  let isGood = false;
  try {
    plant.offer(LIGHT_PER_SECOND);
    await plant.edge.start();
    await plant.edge.health();
    const problems = await run(plant, { minutes, factor });
    for (const problem of problems) process.stdout.write(`  WRONG: ${problem}\n`);
    isGood = problems.length === 0;
    return isGood;
  } finally {
    await plant.edge.kill();
    if (isGood) await rm(dir, { recursive: true, force: true });
    else process.stdout.write(`kept: ${dir}\n`);
  }
}

/** Resolves with the failed checks. */
async function run(
  plant: LoadedPlant,
  options: Pick<OverloadOptions, "minutes" | "factor">,
): Promise<readonly string[]> {
  const watch = new LoadWatch(plant.edge);
  const problems: string[] = [];
  try {
    if ((await watch.until(isReady, READY_WITHIN_MS)) === undefined) throw new Error("the edge did not become ready");
    process.stdout.write("looking for the sustainable load\n");
    const sustained = await sustainableLoad(plant, watch);
    await calm(plant, watch);
    const stress = await underLoad(plant, watch, { offered: sustained * options.factor, minutes: options.minutes });
    const clearedAfterMs = await calm(plant, watch);
    problems.push(...judged(watch, stress, clearedAfterMs));
    problems.push(...(await annunciated(plant, stress.from)));
    await answered(plant);
    const isDrained = await watch.until((look) => backlogOf(look) < NEAR_ITEMS, ANSWERED_WITHIN_MS);
    if (isDrained === undefined) problems.push("the readers of the log did not catch up");
    await watch.stop();
    const code = await plant.edge.stop();
    if (code !== 0) problems.push(`the edge ended with ${code} at SIGTERM`);
    problems.push(...accounted(plant, await accountOf(plant.edge, plant.sessions)));
    return problems;
  } finally {
    await watch.stop();
  }
}

function isReady({ health, alerts }: Look): boolean {
  return health.ready && alerts.length === 0 && health.sources.every(({ state }) => state === "running");
}

interface Load {
  readonly offered: number;
  readonly minutes: number;
}

async function underLoad(plant: LoadedPlant, watch: LoadWatch, { offered, minutes }: Load): Promise<Stress> {
  process.stdout.write(`\noffering ${each(offered)} for ${minutes} minutes\n`);
  watch.seen.clear();
  const first = watch.looks.length;
  const [from, before] = [Date.now(), taken(plant)];
  plant.offer(offered);
  for (let minute = 1; minute <= Math.ceil(minutes); minute++) {
    await sleep(60_000 * Math.min(1, minutes - minute + 1));
    if (plant.edge.hasEnded) throw new Error("the edge ended by itself");
    printMinute(minute, watch.last);
  }
  const to = Date.now();
  const takenPerSecond = (taken(plant) - before) / ((to - from) / 1000);
  return { from, to, offered, looks: watch.looks.slice(first), takenPerSecond };
}

function printMinute(minute: number, look: Look | undefined): void {
  if (look === undefined) return;
  const seen = look.alerts.filter(({ state, clearedAt }) => state !== "suppressed" && clearedAt === null);
  const parts = [
    seen.map(({ rule }) => rule).join(", ") || "no alarm",
    ...Object.entries(look.strain).map(([name, value]) => `${name} ${value.toFixed(2)}`),
    `readers ${backlogOf(look).toLocaleString("en")} behind`,
    `${look.rssMb.toFixed(0)} + ${look.historianRssMb.toFixed(0)} MiB`,
    `answered in ${(look.answerMs / 1000).toFixed(1)} s`,
  ];
  process.stdout.write(`  minute ${minute}: ${parts.join("; ")}\n`);
}

/** Light load until no alert is active. Returns the time that took, ms; undefined if it did not happen. */
async function calm(plant: LoadedPlant, watch: LoadWatch): Promise<number | undefined> {
  const from = Date.now();
  plant.offer(LIGHT_PER_SECOND);
  const isOver = (look: Look): boolean => look.at >= from && look.alerts.every(({ clearedAt }) => clearedAt !== null);
  const over = await watch.until(isOver, CALM_WITHIN_MS);
  return over === undefined ? undefined : over.at - from;
}

async function answered(plant: LoadedPlant): Promise<void> {
  plant.quiet();
  const deadline = performance.now() + ANSWERED_WITHIN_MS;
  while (!plant.sessions.every(({ isAnswered }) => isAnswered)) {
    if (performance.now() > deadline) throw new Error("the edge does not acknowledge the messages");
    await sleep(50);
  }
}
