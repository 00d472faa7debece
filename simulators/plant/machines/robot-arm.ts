import { approach, clamp, lag, minimumJerk } from "../physics.ts";

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
  motorCel: number;
}

const RADIANS = Math.PI / 180;

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
  #from: number[];
  #to: Pose;
  #durationS = 0;
  #elapsedS = 0;

  constructor(rating: ArmRating, home: Pose) {
    this.rating = rating;
    this.joints = home.map((position, at) => ({ position, speed: 0, acceleration: 0, torqueNm: 0, loadPercent: 10, motorCel: 46 - 1.5 * at }));
    this.#from = [...home];
    this.#to = home;
    this.#placeTcp();
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
  step(dtS: number, options: { readonly rate: number; readonly hallCel: number }): void {
    this.timeRate = approach(this.timeRate, options.rate, dtS / 0.35);
    this.#elapsedS = Math.min(this.#durationS, this.#elapsedS + dtS * this.timeRate);
    const done = this.#durationS === 0 ? 1 : minimumJerk(this.#elapsedS / this.#durationS);
    for (let at = 0; at < 6; at++) {
      const from = this.#from[at] as number;
      this.#moveJoint(at, from + ((this.#to[at] as number) - from) * done, { dtS, hallCel: options.hallCel });
    }
    const [x, y, z] = this.tcpM;
    this.#placeTcp();
    this.tcpSpeedMmS = (1000 * Math.hypot(this.tcpM[0] - x, this.tcpM[1] - y, this.tcpM[2] - z)) / dtS;
  }

  #moveJoint(at: number, position: number, options: { readonly dtS: number; readonly hallCel: number }): void {
    const joint = this.joints[at] as Joint;
    const speed = (position - joint.position) / options.dtS;
    joint.acceleration = (speed - joint.speed) / options.dtS;
    joint.speed = speed;
    joint.position = position;
    joint.torqueNm = this.#gravityNm(at) + this.#inertia(at) * joint.acceleration * RADIANS + Math.sign(speed) * this.#inertia(at) * 0.35;
    joint.loadPercent = clamp((100 * Math.abs(joint.torqueNm)) / this.#ratedNm(at), 0, 180);
    const heat = (joint.loadPercent / 100) ** 2 * 22 + (Math.abs(speed) / (this.rating.speedDegS[at] as number)) * 26;
    joint.motorCel = lag(joint.motorCel, options.hallCel + 14 + heat, { dtS: options.dtS, tauS: 420 });
  }

  #inertia(at: number): number {
    const reach = [1.4, 1.2, 0.7, 0.12, 0.1, 0.03][at] as number;
    return (this.rating.massKg * 0.35 + this.payloadKg) * reach * (this.rating.links[0] + this.rating.links[1]) ** 2 * 0.4;
  }

  #ratedNm(at: number): number {
    return ([9, 11, 7, 1.6, 1.4, 0.7][at] as number) * this.rating.massKg * this.rating.links[0];
  }

  /** Torque that holds the arm against gravity; joint 1 turns about the vertical and carries none. */
  #gravityNm(at: number): number {
    const [upper, fore, tool] = this.rating.links;
    const q2 = (this.joints[1] as Joint).position * RADIANS;
    const q23 = q2 + (this.joints[2] as Joint).position * RADIANS;
    const wrist = (this.payloadKg + 0.06 * this.rating.massKg) * 9.81;
    const arm = 0.2 * this.rating.massKg * 9.81;
    const forearm = Math.sin(q23) * fore * (wrist + arm / 2);
    const byJoint = [0, Math.sin(q2) * upper * (wrist + arm) * 0.5 + forearm * 0.5, forearm * 0.6, 0, wrist * tool * 0.3, 0];
    return byJoint[at] as number;
  }

  #placeTcp(): void {
    const [offset, height] = this.rating.baseM;
    const [upper, fore, tool] = this.rating.links;
    const q = this.joints.map((joint) => joint.position * RADIANS);
    const q2 = q[1] as number;
    const q23 = q2 + (q[2] as number);
    const q235 = q23 + (q[4] as number);
    const reach = offset + upper * Math.sin(q2) + fore * Math.sin(q23) + tool * Math.sin(q235);
    this.tcpM[0] = reach * Math.cos(q[0] as number);
    this.tcpM[1] = reach * Math.sin(q[0] as number);
    this.tcpM[2] = height + upper * Math.cos(q2) + fore * Math.cos(q23) + tool * Math.cos(q235);
  }
}
