/** Periodic ground truth: positions of people, and remaining lives of parts. */
import type { TruthEvent } from "../../kernel/events.ts";
import type { Machine, Surroundings } from "./machine.ts";
import { Cnc } from "./machines/cnc.ts";
import { wearRate } from "./machines/cnc-feed.ts";
import type { People } from "./people/people.ts";

export function peopleTruth(timeMs: number, { people }: People): TruthEvent {
  return {
    type: "people",
    timeMs,
    at: Object.fromEntries(
      people.filter(({ present }) => present).map(({ id, x, y }) => [id, [round(x), round(y)] as const]),
    ),
  };
}

/** `ofFaults`: remaining lives from the fault schedule, seconds by part. */
export function remainingLifeTruth(
  around: Surroundings,
  machines: readonly Machine[],
  ofFaults: Readonly<Record<string, number | null>>,
): TruthEvent {
  const ofS: Record<string, number | null> = { ...ofFaults };
  for (const machine of machines) {
    if (!(machine instanceof Cnc)) continue;
    for (const tool of machine.magazine.tools)
      ofS[`${machine.id}/tool-${tool.spec.number}`] = Math.round(tool.remainingS(wearRate(machine)));
  }
  return { type: "remaining-life", timeMs: around.nowMs, ofS };
}

function round(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}
