import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";
import { whereabouts } from "./whereabouts.ts";
import { zoneStates } from "./zone-states.ts";

/**
 * The known facts about people, in one line. There is no "nobody" and no "clear": sensors report a number, and some
 * places have no sensor.
 */
export interface SafetySummary {
  readonly zones: number;
  /** Robot zones in which a sensor detects a person. */
  readonly occupied: number;
  /** Robot zones without a live sensor. */
  readonly blind: number;
  /** Those, and people and vehicles without a known place. */
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
