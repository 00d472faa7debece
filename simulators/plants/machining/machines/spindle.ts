import type { Condition } from "../../../kernel/faults/condition.ts";
import { approach, lag } from "../../../kernel/physics.ts";
import { BEARINGS, type BearingGeometry, bearingDamage, defectStages, frictionNm } from "./bearing.ts";
import { type SpindleHeat, USUAL_HEAT } from "./spindle-heat.ts";

export interface SpindleRating {
  readonly maxRpm: number;
  readonly ratedW: number;
  /** Rotor and chuck or tool, kg m2. */
  readonly inertia: number;
  readonly rampRpmS: number;
  readonly bearing: BearingGeometry;
  /** Front bearing to housing, W/K. */
  readonly frontWK: number;
  /** Housing to its jacket, W/K. */
  readonly housingWK: number;
}

export const SPINDLES: Readonly<Record<"lathe" | "machining-centre", SpindleRating>> = {
  lathe: {
    maxRpm: 4500,
    ratedW: 22_000,
    inertia: 0.45,
    rampRpmS: 1400,
    bearing: BEARINGS.lathe,
    frontWK: 6,
    housingWK: 42,
  },
  "machining-centre": {
    maxRpm: 8000,
    ratedW: 26_000,
    inertia: 0.06,
    rampRpmS: 4200,
    bearing: BEARINGS["machining-centre"],
    frontWK: 5,
    housingWK: 42,
  },
};

/** Heat capacity of a bearing with its share of the shaft, J/K: time constant about 6 min against the housing. */
const BEARING_J_K = 1800;
/** The sensor sits in the seat of the outer ring and follows with this time constant, s. */
const SENSOR_TAU_S = 80;
/** Housing, J/K: about 10 min against the jacket. */
const HOUSING_J_K = 26_000;
/** Share of the motor losses that stays in the housing, and share of the cutting heat that enters through the shaft. */
const MOTOR_LOSS = 0.09;
const CUT_LOSS = 0.004;
/** Windings above the housing at full load, K; their time constant, s. */
const WINDING_K = 55;
const WINDING_TAU_S = 240;

/**
 * Residual unbalance of a good spindle (about ISO 21940 G 1) and of one at severity 1, mm/s of e omega at top speed.
 */
const GOOD_MM_S = 0.8;
const UNBALANCED_MM_S = 16;
/** Share of e omega that the housing shows. */
const HOUSING_SHARE = 0.5;
/** Velocity of a rough raceway at top speed, mm/s. */
const ROUGH_MM_S = 5;

/**
 * A spindle with its bearings. Motor power is friction, acceleration and cut. Bearings heat by friction after
 * Palmgren, and give it to the housing, which a jacket at hall temperature cools.
 */
export class Spindle {
  readonly rating: SpindleRating;
  rpm = 0;
  commandedRpm = 0;
  /** Present cutting power. */
  cutW = 0;
  powerW = 0;
  /** At the bearings' sensors. */
  frontBearingCel = 40;
  rearBearingCel = 37;
  housingCel = 33;
  motorCel = 48;
  /** Angle, degrees 0..360. */
  angleDeg = 0;
  vibrationMmS = 0.3;
  /** Friction of sound bearings relative to the usual one, from their grease and run-in. */
  friction = 1;
  readonly #condition: Condition;
  readonly #heat: SpindleHeat;
  #frontCel = 40;
  #rearCel = 37;
  #heldRpm = 0;
  #heldW = 0;
  #heldCutW = 0;
  #steps = 0;

  constructor(rating: SpindleRating, condition: Condition, heat: SpindleHeat = USUAL_HEAT) {
    this.rating = rating;
    this.#condition = condition;
    this.#heat = heat;
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

  get damage(): number {
    return bearingDamage(this.#condition);
  }

  /** Velocity at shaft speed, mm/s RMS. */
  get unbalanceMmS(): number {
    const share = this.rpm / this.rating.maxRpm;
    return HOUSING_SHARE * (GOOD_MM_S + UNBALANCED_MM_S * this.#condition.unbalance) * share;
  }

  /** Velocity of misalignment (2x, and half of it at 3x), mm/s RMS. */
  get misalignedMmS(): number {
    return 0.12 + 0.1 * (this.rpm / this.rating.maxRpm);
  }

  /** Velocity of a rough raceway, 10 to 1000 Hz, mm/s RMS. */
  get roughMmS(): number {
    return this.rpm === 0
      ? 0
      : ROUGH_MM_S * defectStages(this.damage).rough * (0.35 + 0.65 * (this.rpm / this.rating.maxRpm));
  }

  /** Velocity excited by the cut, mm/s RMS. */
  get cutMmS(): number {
    return 1.5 * (this.cutW / this.rating.ratedW);
  }

  /** Motion and power: every step. */
  step(dtS: number): void {
    const { maxRpm, ratedW, inertia, rampRpmS, bearing } = this.rating;
    const before = this.rpm;
    this.rpm = approach(this.rpm, this.commandedRpm, rampRpmS * dtS);
    this.angleDeg = (this.angleDeg + ((before + this.rpm) / 2) * 6 * dtS) % 360;
    let power = this.cutW;
    if (this.rpm > 0) {
      const omega = (this.rpm * Math.PI) / 30;
      const accelerationW = Math.max(0, inertia * omega * (((this.rpm - before) / dtS) * (Math.PI / 30)));
      // Bearings, belt or windage of the motor.
      power +=
        (2 * frictionNm(bearing, this.rpm, 0) + frictionNm(bearing, this.rpm, this.damage / this.#heat.seizing)) *
          this.#friction *
          omega +
        ratedW * 0.012 * (0.5 + this.rpm / maxRpm) +
        accelerationW;
    }
    this.powerW = Math.min(1.4 * ratedW, power);
    this.#heldRpm += this.rpm;
    this.#heldW += this.powerW;
    this.#heldCutW += this.cutW;
    this.#steps++;
    const shaking =
      this.rpm === 0
        ? 0.06
        : Math.sqrt(
            this.unbalanceMmS ** 2 + 1.25 * this.misalignedMmS ** 2 + this.roughMmS ** 2 + this.cutMmS ** 2 + 0.0225,
          );
    // The sensor's RMS is over about a second.
    this.vibrationMmS += (shaking - this.vibrationMmS) * 0.15;
  }

  get #friction(): number {
    return this.friction * this.#heat.friction;
  }

  /**
   * Heat; called every second, with the means since the last call. `coolantCel`: temperature of the coolant while it
   * flows.
   */
  slow(dtS: number, hallCel: number, coolantCel = hallCel): void {
    const count = Math.max(1, this.#steps);
    const rpm = this.#heldRpm / count;
    const powerW = this.#heldW / count;
    const cutW = this.#heldCutW / count;
    this.#heldRpm = this.#heldW = this.#heldCutW = this.#steps = 0;
    const { bearing, ratedW } = this.rating;
    const { conduction, seizing, coolantShare } = this.#heat;
    const [frontWK, housingWK] = [conduction * this.rating.frontWK, conduction * this.rating.housingWK];
    const jacketCel = hallCel + coolantShare * (coolantCel - hallCel);
    const omega = (rpm * Math.PI) / 30;
    const frontW = frictionNm(bearing, rpm, this.damage / seizing) * this.#friction * omega + CUT_LOSS * cutW;
    const rearW = 0.7 * frictionNm(bearing, rpm, 0) * this.#friction * omega;
    const fromFrontW = frontWK * (this.#frontCel - this.housingCel);
    const fromRearW = frontWK * (this.#rearCel - this.housingCel);
    this.#frontCel += ((frontW - fromFrontW) * dtS) / BEARING_J_K;
    this.#rearCel += ((rearW - fromRearW) * dtS) / BEARING_J_K;
    this.frontBearingCel = lag(this.frontBearingCel, this.#frontCel, { dtS, tauS: SENSOR_TAU_S });
    this.rearBearingCel = lag(this.rearBearingCel, this.#rearCel, { dtS, tauS: SENSOR_TAU_S });
    this.housingCel +=
      ((fromFrontW + fromRearW + MOTOR_LOSS * powerW - housingWK * (this.housingCel - jacketCel)) * dtS) / HOUSING_J_K;
    this.motorCel = lag(this.motorCel, this.housingCel + 8 + WINDING_K * Math.min(1.4, powerW / ratedW), {
      dtS,
      tauS: WINDING_TAU_S,
    });
  }
}
