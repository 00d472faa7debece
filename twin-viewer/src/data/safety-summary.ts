import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";
import { whereabouts } from "./whereabouts.ts";
import { zoneStates } from "./zone-states.ts";

/**
 * What is known of people, in one line. There is no "nobody" and no "clear": sensors report a number, and some places
 * cannot be seen.
 */
export interface SafetySummary {
  readonly zones: number;
  /** Robot zones in which a sensor sees somebody. */
  readonly occupied: number;
  /** Robot zones that no sensor sees into. */
  readonly blind: number;
  /** Those, and people and vehicles whose place is not known. */
  readonly unknown: number;
}

export function safetySummary(index: PlantIndex, mirror: Mirror, nowMs: number): SafetySummary {
  const states = zoneStates(index, mirror, nowMs);
  const blind = states.filter(({ state }) => state === "unknown").length;
  const lost = whereabouts(index, mirror, nowMs).filter(({ isKnown }) => !isKnown).length;
  return {
    zones: states.length,
    blind,
    occupied: states.filter(({ state }) => state === "person").length,
    unknown: blind + lost,
  };
}
