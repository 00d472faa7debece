import type { Random } from "../../../kernel/random.ts";

/** Differences in heat between spindles of one kind, as factors on the usual values. */
export interface SpindleHeat {
  /** Friction of the bearings: their preload and their grease. */
  readonly friction: number;
  /** Heat conducted from the bearings to the housing, and from there to the jacket. */
  readonly conduction: number;
  /** Damage that seizes the bearing, relative to the usual one. */
  readonly seizing: number;
  /** Share of the coolant's warmth that reaches the jacket. */
  readonly coolantShare: number;
}

export const USUAL_HEAT: SpindleHeat = { friction: 1, conduction: 1, seizing: 1, coolantShare: 0 };

/** Draws a spindle's heat. `random` belongs to this machine alone. */
export function spindleHeatOf(random: Random): SpindleHeat {
  return {
    friction: random.between(0.9, 1.1),
    conduction: random.between(0.93, 1.07),
    seizing: random.between(0.95, 1.05),
    coolantShare: random.between(0.05, 0.25),
  };
}
