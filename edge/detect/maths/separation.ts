import type { SeparationConfig } from "../rules/config.ts";

/**
 * Protective separation distance S_p = S_h + S_r + S_s + C + Z_d + Z_r in metres
 * (ISO/TS 15066 5.5.4, now ISO 10218-2) at constant speeds: S_h = v_h (T_r + T_s),
 * S_r = v_r T_r. For display only; the safety controller decides on its own.
 */
export function protectiveSeparationM(terms: SeparationConfig, robotSpeedMS: number): number {
  const human = terms.humanSpeedMS * (terms.reactionS + terms.stoppingS);
  const robot = robotSpeedMS * terms.reactionS;
  return human + robot + terms.stoppingM + terms.intrusionM + terms.humanUncertaintyM + terms.robotUncertaintyM;
}

const TO_METRES_PER_SECOND = new Map([
  ["m/s", 1],
  ["mm/s", 0.001],
  ["cm/s", 0.01],
  ["m/min", 1 / 60],
  ["mm/min", 0.001 / 60],
]);

/** Factor from a speed's unit to m/s, undefined for units that are not a tool speed. */
export function metresPerSecond(unit: string | undefined): number | undefined {
  return unit === undefined ? undefined : TO_METRES_PER_SECOND.get(unit);
}

/** Factor from a distance's unit to metres, undefined for units that are not a length. */
export function metres(unit: string | undefined): number | undefined {
  return unit === "m" ? 1 : unit === "mm" ? 0.001 : unit === "cm" ? 0.01 : undefined;
}
