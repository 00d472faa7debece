/** A vehicle's battery: voltage by charge and load, and how the charge changes. */
import { clamp } from "../../../kernel/physics.ts";

const BATTERY_WH = 1500;
export const CHARGER_W = 2200;
const CHARGER_EFFICIENCY = 0.92;

/** Present use of the battery; `fade` is the lost share of its capacity. */
export interface BatteryUse {
  readonly driving: boolean;
  readonly charging: boolean;
  readonly loaded: boolean;
  readonly fade: number;
}

/** Open-circuit voltage by charge, less the drop at the inner resistance, which grows as the battery fades. */
export function voltOf(percent: number, { driving, charging, fade }: Omit<BatteryUse, "loaded">): number {
  const innerV = (1 + 3 * fade) * ((driving ? 0.35 : 0.1) - (charging ? 1.3 : 0));
  return 46.6 + 0.062 * percent - innerV;
}

/** Charge after a step, percent. */
export function chargeAfter(percent: number, dtS: number, { driving, charging, loaded, fade }: BatteryUse): number {
  const drawW = 85 + (driving ? 190 + (loaded ? 110 : 0) : 0);
  const watt = charging ? CHARGER_W * CHARGER_EFFICIENCY : -drawW;
  return clamp(percent + (100 * watt * dtS) / 3600 / (BATTERY_WH * (1 - 0.7 * fade)), 1, 100);
}
