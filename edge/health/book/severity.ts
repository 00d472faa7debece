/** Severity of a finding about a component, 1 to 1000. */
import type { FaultKind } from "../watch.ts";

/** Severity while the damage is unknown or small, and at the end of function. */
const [LEAST, MOST] = [300, 700];
const STEP = 100;
/** From this severity on, half of the way to the end of function, verdicts no longer lower it. */
const STAYS = 500;

/**
 * By damage (NaN: unknown); lower where people found such findings right but not useful, never of safety (rule VL4).
 *
 * @param softer steps by which verdicts lower it
 */
export function severityOf(damage: number, fault: FaultKind | undefined, softer: number): number {
  const share = Number.isNaN(damage) ? 0 : Math.max(0, Math.min(1, damage));
  const full = LEAST + STEP * Math.floor((share * (MOST - LEAST)) / STEP);
  return full >= STAYS || fault?.alertKind === "safety" ? full : full - STEP * softer;
}
