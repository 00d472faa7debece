import { clamp } from "../../../kernel/physics.ts";
import { noiseAt, type Random } from "../../../kernel/random.ts";

const BATTERY_WH = 1500;
/** Inner resistance of a new battery with its cables, ohm. */
const INNER_OHM = 0.035;
/** Constant current up to this charge, then falling towards the end. */
const CHARGE_A = 42;
const TAPER_FROM_PERCENT = 80;
const END_A = 4;
const CHARGER_EFFICIENCY = 0.92;
/** Control, sensors and radio. */
const IDLE_W = 85;
const VEHICLE_KG = 340;
/** The drive's limit. */
const MOST_M_S2 = 0.8;
const ROLLING = 0.03;
const DRIVE_EFFICIENCY = 0.7;
/** Power of turning on the spot for each rad/s. */
const TURN_W_S = 90;

/** Present use of the battery; `fade` is the lost share of its capacity. */
export interface BatteryUse {
  readonly speedMS: number;
  readonly turnRadS: number;
  readonly loadKg: number;
  readonly charging: boolean;
  readonly fade: number;
}

/** Electrical power of the vehicle, W: rolling resistance, acceleration, turning. Brakes give nothing back. */
function drawW({ speedMS, turnRadS, loadKg }: BatteryUse, accelerationMS2: number): number {
  const massKg = VEHICLE_KG + loadKg;
  const forceN = massKg * (9.81 * ROLLING + clamp(accelerationMS2, 0, MOST_M_S2));
  return IDLE_W + (forceN * Math.abs(speedMS)) / DRIVE_EFFICIENCY + TURN_W_S * Math.abs(turnRadS);
}

/**
 * A vehicle's battery: a linear cell behind an inner resistance, U = U0(charge) - R I. As it fades, its capacity falls
 * and R grows. No two are alike: capacity within 5 %, R within 15 %.
 */
export class Battery {
  percent: number;
  /** Positive while it gives current. */
  ampere = 0;
  volt = 50;
  readonly #wh: number;
  readonly #ohm: number;
  readonly #gains: readonly [volt: number, ampere: number];
  readonly #offsetA: number;
  readonly #seed: number;
  #speedMS = 0;

  constructor(percent: number, random: Random) {
    this.percent = percent;
    this.#wh = BATTERY_WH * random.within(0.05);
    this.#ohm = INNER_OHM * random.within(0.15);
    this.#gains = [random.within(0.002), random.within(0.01)];
    this.#offsetA = random.between(-0.05, 0.05);
    this.#seed = Math.floor(random.next() * 2 ** 31);
    this.step(0, { speedMS: 0, turnRadS: 0, loadKg: 0, charging: false, fade: 0 });
  }

  /** Power that the charger takes from the grid, W. */
  get chargerW(): number {
    return this.ampere < 0 ? (-this.ampere * this.volt) / CHARGER_EFFICIENCY : 0;
  }

  step(dtS: number, use: BatteryUse): void {
    const ohm = this.#ohm * (1 + 3 * use.fade);
    const openV = 46.6 + 0.062 * this.percent;
    if (use.charging) {
      const rest = Math.min(1, (100 - this.percent) / (100 - TAPER_FROM_PERCENT));
      this.ampere = -(END_A + (CHARGE_A - END_A) * rest);
      this.volt = openV - ohm * this.ampere;
    } else {
      const watt = drawW(use, dtS === 0 ? 0 : (use.speedMS - this.#speedMS) / dtS);
      this.volt = (openV + Math.sqrt(openV * openV - 4 * watt * ohm)) / 2;
      this.ampere = watt / this.volt;
    }
    this.#speedMS = use.speedMS;
    const wh = (-this.ampere * this.volt * dtS) / 3600;
    this.percent = clamp(this.percent + (100 * wh) / (this.#wh * (1 - 0.7 * use.fade)), 1, 100);
  }

  /** The measurements of its monitor at `nowMs`: voltage within 0.2 %, current within 1 %, both with noise. */
  measured(nowMs: number): { readonly percent: number; readonly volt: number; readonly ampere: number } {
    const noise = (salt: number): number => noiseAt(this.#seed + salt, Math.floor(nowMs / 500));
    return {
      percent: clamp(this.percent + 0.05 * noise(0), 0, 100),
      volt: this.volt * this.#gains[0] + 0.02 * noise(1),
      ampere: this.ampere * this.#gains[1] + this.#offsetA + 0.06 * noise(2),
    };
  }
}
