import { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { approach, clamp, lag, minimumJerk } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import { frictionShare } from "./joint-friction.ts";

/** Joint angles in degrees, joint 1 first. */
export type Pose = readonly [number, number, number, number, number, number];

export interface ArmRating {
  /** Highest joint speed, deg/s. */
  readonly speedDegS: readonly number[];
  readonly accelerationDegS2: readonly number[];
  /** Upper arm, forearm, tool; metres. */
  readonly links: readonly [number, number, number];
  readonly baseM: readonly [offset: number, height: number];
  /** Share of the rated speed that the program uses. */
  readonly pace: number;
  readonly massKg: number;
}

export interface Joint {
  position: number;
  speed: number;
  acceleration: number;
  torqueNm: number;
  loadPercent: number;
  currentA: number;
  motorCel: number;
  /** 0 new to 1 worn out; the robot writes it. */
  gearWear: number;
  heldHeat: number;
  heldSteps: number;
  /** This specimen's friction relative to the usual one. */
  readonly friction: number;
}

const RADIANS = Math.PI / 180;
/** Reach of the links that a joint moves, relative to the whole arm. */
const REACH_SHARES = [1.4, 1.2, 0.7, 0.12, 0.1, 0.03] as const;
/** Rated torque by joint for each kilogram and metre of the arm, N m. */
const RATED_NM_KG_M = [9, 11, 7, 1.6, 1.4, 0.7] as const;
/** Motor current without load, and for each percent of it. */
const IDLE_A = 0.3;
const CURRENT_PER_PERCENT = 0.11;
const BRAKE_RESERVE = 1.6;
/** The arm stops protectively when somebody pushes it this hard; ISO/TS 15066 allows the arms of a person 150 N. */
const STOPS_AT_N = 100;

/** An articulated six-axis arm that moves from pose to pose, all joints starting and stopping together. */
export class RobotArm {
  readonly rating: ArmRating;
  readonly joints: readonly Joint[];
  /** Tool centre point in the robot's frame, metres. */
  readonly tcpM: [number, number, number] = [0, 0, 0];
  tcpSpeedMmS = 0;
  payloadKg = 0;
  /** Running speed of the program's time, 0 = stopped; falls and rises as drives brake and accelerate. */
  timeRate = 1;
  /** Somebody leans on the arm, or its gears are new; the robot sets it. */
  circumstance = new Circumstance();
  #wasPushedN = 0;
  #from: number[];
  #to: Pose;
  #durationS = 0;
  #elapsedS = 0;
  #isAtRest = false;

  constructor(rating: ArmRating, home: Pose, random: Random) {
    this.rating = rating;
    this.joints = home.map((position, at) => ({
      position,
      speed: 0,
      acceleration: 0,
      torqueNm: 0,
      loadPercent: 10,
      currentA: IDLE_A,
      motorCel: 46 - 1.5 * at,
      gearWear: 0,
      heldHeat: 0,
      heldSteps: 0,
      friction: random.at(`joint ${at}`).within(0.15),
    }));
    this.#from = [...home];
    this.#to = home;
    this.#placeTcp();
  }

  /** It is pushed as hard as its controller allows at most. */
  get isPushedHard(): boolean {
    return this.circumstance.leaningN >= STOPS_AT_N;
  }

  get isMoving(): boolean {
    return this.#elapsedS < this.#durationS;
  }

  /** Begins a move; its time follows from the slowest joint's speed and acceleration limit. */
  moveTo(pose: Pose): void {
    this.#from = this.joints.map((joint) => joint.position);
    this.#to = pose;
    this.#elapsedS = 0;
    this.#durationS = 0;
    for (let at = 0; at < 6; at++) {
      const way = Math.abs((pose[at] as number) - (this.#from[at] as number));
      const speed = (this.rating.speedDegS[at] as number) * this.rating.pace;
      const acceleration = (this.rating.accelerationDegS2[at] as number) * this.rating.pace;
      // Peaks of a minimum-jerk move: 1.875 way/T and 5.774 way/T2.
      this.#durationS = Math.max(this.#durationS, (1.875 * way) / speed, Math.sqrt((5.774 * way) / acceleration));
    }
  }

  /** `rate` is the wanted speed of time: 0 brakes to a stand on the path. */
  step(dtS: number, rate: number): void {
    const isPushed = this.circumstance.leaningN !== this.#wasPushedN;
    this.#wasPushedN = this.circumstance.leaningN;
    if (!this.isMoving && this.#isAtRest && !isPushed) return;
    this.timeRate = approach(this.timeRate, rate, dtS / 0.35);
    this.#elapsedS = Math.min(this.#durationS, this.#elapsedS + dtS * this.timeRate);
    const done = this.#durationS === 0 ? 1 : minimumJerk(this.#elapsedS / this.#durationS);
    let fastest = 0;
    for (let at = 0; at < 6; at++) {
      const from = this.#from[at] as number;
      this.#moveJoint(at, from + ((this.#to[at] as number) - from) * done, dtS);
      const { speed, acceleration } = this.joints[at] as Joint;
      fastest = Math.max(fastest, Math.abs(speed), Math.abs(acceleration));
    }
    this.#isAtRest = fastest === 0;
    const [x, y, z] = this.tcpM;
    this.#placeTcp();
    this.tcpSpeedMmS =
      (1000 * Math.sqrt((this.tcpM[0] - x) ** 2 + (this.tcpM[1] - y) ** 2 + (this.tcpM[2] - z) ** 2)) / dtS;
  }

  #moveJoint(at: number, position: number, dtS: number): void {
    const joint = this.joints[at] as Joint;
    const speed = (position - joint.position) / dtS;
    joint.acceleration = (speed - joint.speed) / dtS;
    joint.speed = speed;
    joint.position = position;
    this.#load(joint, at);
  }

  /** Gear torque on the link, and the motor torque for it: gravity, inertia, gear friction. */
  #load(joint: Joint, at: number): void {
    const inertia = this.#inertia(at);
    const ratedNm = this.#ratedNm(at);
    const linkNm = this.#gravityNm(at) + inertia * joint.acceleration * RADIANS;
    const speedShare = joint.speed / (this.rating.speedDegS[at] as number);
    const friction = ratedNm * (1 + this.circumstance.runIn) * frictionShare(joint, speedShare);
    joint.torqueNm = linkNm + friction;
    joint.loadPercent = clamp((100 * Math.abs(joint.torqueNm)) / ratedNm, 0, 180);
    joint.currentA = IDLE_A + CURRENT_PER_PERCENT * joint.loadPercent;
    joint.heldHeat +=
      (joint.loadPercent / 100) ** 2 * 22 + (Math.abs(joint.speed) / (this.rating.speedDegS[at] as number)) * 26;
    joint.heldSteps++;
  }

  /** Heat of the motors: every second. */
  slow(dtS: number, hallCel: number): void {
    for (const joint of this.joints) {
      const heat = joint.heldSteps === 0 ? (joint.loadPercent / 100) ** 2 * 22 : joint.heldHeat / joint.heldSteps;
      joint.heldHeat = 0;
      joint.heldSteps = 0;
      joint.motorCel = lag(joint.motorCel, hallCel + 14 + heat, { dtS, tauS: 420 });
    }
  }

  /**
   * Torque that the brake of a joint holds, N m: made for {@link BRAKE_RESERVE} of the rated torque, less with wear.
   */
  brakeNm(at: number): number {
    return this.#ratedNm(at) * BRAKE_RESERVE * (1 - 0.5 * (this.joints[at] as Joint).gearWear);
  }

  /** Minimum holding torque of the brake: rated torque plus a tenth. */
  brakeLimitNm(at: number): number {
    return this.#ratedNm(at) * 1.1;
  }

  #inertia(at: number): number {
    const reach = REACH_SHARES[at] as number;
    return (
      (this.rating.massKg * 0.35 + this.payloadKg) * reach * (this.rating.links[0] + this.rating.links[1]) ** 2 * 0.4
    );
  }

  #ratedNm(at: number): number {
    return (RATED_NM_KG_M[at] as number) * this.rating.massKg * this.rating.links[0];
  }

  /** Torque that holds the arm against gravity; joint 1 turns about the vertical and carries none. */
  #gravityNm(at: number): number {
    if (at !== 1 && at !== 2 && at !== 4) return 0;
    const [upper, fore, tool] = this.rating.links;
    const wrist = (this.payloadKg + 0.06 * this.rating.massKg) * 9.81 + this.circumstance.leaningN;
    if (at === 4) return wrist * tool * 0.3;
    const q2 = (this.joints[1] as Joint).position * RADIANS;
    const arm = 0.2 * this.rating.massKg * 9.81;
    const forearm = Math.sin(q2 + (this.joints[2] as Joint).position * RADIANS) * fore * (wrist + arm / 2);
    return at === 2 ? forearm * 0.6 : Math.sin(q2) * upper * (wrist + arm) * 0.5 + forearm * 0.5;
  }

  #placeTcp(): void {
    const [offset, height] = this.rating.baseM;
    const [upper, fore, tool] = this.rating.links;
    const q1 = (this.joints[0] as Joint).position * RADIANS;
    const q2 = (this.joints[1] as Joint).position * RADIANS;
    const q23 = q2 + (this.joints[2] as Joint).position * RADIANS;
    const q235 = q23 + (this.joints[4] as Joint).position * RADIANS;
    const reach = offset + upper * Math.sin(q2) + fore * Math.sin(q23) + tool * Math.sin(q235);
    this.tcpM[0] = reach * Math.cos(q1);
    this.tcpM[1] = reach * Math.sin(q1);
    this.tcpM[2] = height + upper * Math.cos(q2) + fore * Math.cos(q23) + tool * Math.cos(q235);
  }
}
