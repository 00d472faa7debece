/**
 * Finds the load that this machine can sustain: the offer grows until the edge takes less than the offer, or a reader
 * of the log falls behind.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type LoadedPlant, taken } from "./plant.ts";
import type { LoadWatch, Look } from "./watch.ts";

const FIRST_PER_SECOND = 10_000;
const STEP = 1.35;
const MOST_STEPS = 20;
/** Duration of a step; its first part is not measured. */
const SETTLE_MS = 2_000;
const MEASURE_MS = 6_000;
/** Share of the offer that the edge must take. */
const TAKEN_SHARE = 0.95;
/** Share of the accepted samples by which readers of the log may fall behind. */
const BEHIND_SHARE = 0.25;

/** Samples a second of the last sustained step. */
export async function sustainableLoad(plant: LoadedPlant, watch: LoadWatch): Promise<number> {
  let sustained = 0;
  for (let step = 0, rate = FIRST_PER_SECOND; step < MOST_STEPS; step++, rate *= STEP) {
    plant.offer(rate);
    await sleep(SETTLE_MS);
    const before = state(plant, watch.last);
    await sleep(MEASURE_MS);
    const after = state(plant, watch.last);
    const seconds = (after.at - before.at) / 1000;
    const took = (after.taken - before.taken) / seconds;
    const behind = (after.backlog - before.backlog) / seconds;
    const isSustained = took >= TAKEN_SHARE * rate && behind <= BEHIND_SHARE * rate;
    const figures = `offered ${each(rate)}, accepted ${each(took)}, falls behind by ${each(Math.max(0, behind))}`;
    process.stdout.write(`  ${figures}: ${isSustained ? "sustained" : "too much"}\n`);
    if (!isSustained) return sustained === 0 ? took : sustained;
    sustained = rate;
  }
  return sustained;
}

export function each(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString("en")}/s`;
}

interface State {
  readonly at: number;
  readonly taken: number;
  readonly backlog: number;
}

function state(plant: LoadedPlant, look: Look | undefined): State {
  return { at: performance.now(), taken: taken(plant), backlog: look === undefined ? 0 : backlogOf(look) };
}

/** Items that the slowest reader of the log has yet to read. */
export function backlogOf({ health: { followers, sinks } }: Look): number {
  const behind = [
    ...followers.map(({ backlogItems }) => backlogItems),
    ...sinks.map(({ backlogSamples }) => backlogSamples),
  ];
  return Math.max(0, ...behind);
}
