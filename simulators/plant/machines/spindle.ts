import { approach, lag } from "../physics.ts";

export interface SpindleRating {
  readonly maxRpm: number;
  readonly ratedW: number;
  /** Rotor and chuck or tool, kg m2. */
  readonly inertia: number;
  readonly rampRpmS: number;
}

/**
 * A spindle with its bearings: friction grows with speed and heats them, the cut loads the motor.
 * Time constants are about a fifth of a real spindle's, so that a demo shows them.
 */
export class Spindle {
  readonly rating: SpindleRating;
  rpm = 0;
  commandedRpm = 0;
  cutW = 0;
  powerW = 0;
  frontBearingCel: number;
  rearBearingCel: number;
  motorCel: number;
  /** Angle, degrees 0..360. */
  angleDeg = 0;
  vibrationMmS = 0.5;
  /** Factor on the friction of the front bearing, 1 = in good order. */
  friction = 1;
  /** Wear of the tool it holds, 0 to 1. */
  toolWear = 0;
  #meanHeat = 0.4;

  constructor(rating: SpindleRating) {
    this.rating = rating;
    this.frontBearingCel = 46;
    this.rearBearingCel = 41;
    this.motorCel = 58;
  }

  get loadPercent(): number {
    return (100 * this.powerW) / this.rating.ratedW;
  }

  /** Shaft torque; near standstill the drive's limit counts, not power over speed. */
  get torqueNm(): number {
    const omega = (this.rpm * Math.PI) / 30;
    return omega < 5 ? 0 : Math.min(this.powerW / omega, this.rating.ratedW / 60);
  }

  get isAtSpeed(): boolean {
    return Math.abs(this.rpm - this.commandedRpm) < 20;
  }

  /** `wear` 0..1 of the cutting tool, `friction` the factor of a damaged front bearing. */
  step(dtS: number, options: { readonly hallCel: number; readonly wear: number; readonly friction: number }): void {
    const { maxRpm, ratedW, inertia, rampRpmS } = this.rating;
    this.friction = options.friction;
    this.toolWear = options.wear;
    const before = this.rpm;
    this.rpm = approach(this.rpm, this.commandedRpm, rampRpmS * dtS);
    this.angleDeg = (this.angleDeg + ((before + this.rpm) / 2) * 6 * dtS) % 360;
    const share = this.rpm / maxRpm;
    const omega = (this.rpm * Math.PI) / 30;
    const accelerationW = Math.max(0, inertia * omega * (((this.rpm - before) / dtS) * (Math.PI / 30)));
    const frictionW = this.rpm === 0 ? 0 : ratedW * (0.02 + 0.035 * share) * (0.7 + 0.3 * options.friction);
    const cutting = this.rpm > 0.5 * this.commandedRpm && this.commandedRpm > 0 ? this.cutW * (1 + 0.35 * options.wear) : 0;
    this.powerW = Math.min(1.4 * ratedW, frictionW + accelerationW + cutting);
    // The oil film averages the stop and go of a cycle: the bearing answers to the last minute, not to the block.
    this.#meanHeat = lag(this.#meanHeat, share + cutting / (3 * ratedW), { dtS, tauS: 60 });
    const heat = this.#meanHeat;
    this.frontBearingCel = lag(this.frontBearingCel, options.hallCel + 14 + 30 * heat * (1 + 2.1 * (options.friction - 1)), { dtS, tauS: 110 });
    this.rearBearingCel = lag(this.rearBearingCel, options.hallCel + 12 + 22 * heat, { dtS, tauS: 130 });
    this.motorCel = lag(this.motorCel, options.hallCel + 18 + 52 * heat, { dtS, tauS: 240 });
    const shaking = this.rpm === 0 ? 0.08 : 0.35 + 0.55 * share + 0.9 * (cutting / ratedW) * (1 + 0.8 * options.wear) + 1.7 * (options.friction - 1) * (0.4 + share);
    this.vibrationMmS = lag(this.vibrationMmS, shaking, { dtS, tauS: 0.6 });
  }
}
