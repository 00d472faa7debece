/** What live risk says of zones at a time. */
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { LiveRiskState } from "../../../edge/contracts/safety/live-risk.ts";
import { MINUTE_US } from "../../../edge/contracts/safety/zone-history.ts";

const NONE = { known: 0, unknown: 0, refused: 0 };

/** Zones with their level, and how much of them is unknown. */
export function stateAt(
  at: Micros,
  zones: readonly (readonly [zone: string, level: number, unknown?: number])[],
): LiveRiskState {
  return {
    ...{ at, functions: [], indications: [], people: NONE, robots: NONE, vehicles: NONE },
    zones: zones.map(([zone, level, unknown = 0]) => {
      return { zone, level, causes: level > 0 ? ["safety-alert" as const] : [], unknown };
    }),
  };
}

/** A level that tells the minute, 0.01 to 1. */
export function levelIn(at: Micros): number {
  return (1 + (Math.floor(at / MINUTE_US) % 100)) / 100;
}
