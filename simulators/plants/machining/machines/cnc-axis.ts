import { lag } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Point } from "./cnc-program.ts";

/** Play of a new screw, mm or deg. */
const NEW_PLAY = 0.006;
/** Friction of guides and preloaded nut: Coulomb, N, and viscous, N for each mm/s. */
const COULOMB_N = 340;
const VISCOUS_N_S_MM = 0.25;
/** A nut with this much play has lost its preload, and with it this share of the friction. */
const LOOSE_PLAY_MM = 0.08;
const PRELOAD_SHARE = 0.35;
/** Friction swings with each turn of the screw. */
const LEAD_MM = 12;
const LEAD_N = 25;
/** Stiffness of screw, nut and bearings, N/mm. */
const STIFFNESS_N_MM = 150_000;
/** Expansion of the screw, 1/K, between bearings at both ends, so that its middle stays in place. */
const EXPANSION_1_K = 11.5e-6;
/** The screw takes this share of the motor's warmth, with this time constant, s. */
const SCREW_SHARE = 0.2;
const SCREW_TAU_S = 1500;

/** One feed axis: position, speed and drive load. */
export class CncAxis {
  /** Lower-case letter, such as `x`. */
  readonly name: string;
  readonly isRotary: boolean;
  readonly range: readonly [low: number, high: number];
  position: number;
  target: number;
  /** mm/s or deg/s. */
  speed = 0;
  powerW = 0;
  loadPercent = 0;
  torqueNm = 0;
  motorCel: number;
  /** Half the play of the screw, in the direction of the last move. */
  #backlash = NEW_PLAY / 2;
  /** Wind-up of the screw under the drive's force, in its direction. */
  #windUp = 0;
  /** Temperature of the screw above the hall, K. */
  #screwK = 2;
  #heldLoad = 0;
  #steps = 0;
  readonly #idleLoad: number;
  readonly #massKg: number;
  readonly #friction: number;
  readonly #stiffness: number;

  constructor(
    name: string,
    position: number,
    options: {
      readonly isRotary: boolean;
      readonly range: readonly [number, number];
      readonly idleLoad: number;
      readonly massKg: number;
      readonly random: Random;
    },
  ) {
    this.name = name;
    this.position = position;
    this.target = position;
    this.isRotary = options.isRotary;
    this.range = options.range;
    this.#idleLoad = options.idleLoad;
    this.#massKg = options.massKg;
    this.#friction = options.random.within(0.2);
    this.#stiffness = STIFFNESS_N_MM * options.random.within(0.2);
    this.motorCel = 38 + options.idleLoad / 4;
  }

  /** Lag error of the drive: proportional to speed, gain 33 per second. */
  get followingError(): number {
    return this.speed / 33;
  }

  /** Position of the motor's encoder less that of the axis' scale: play, wind-up and warmth of the screw. */
  get motorLead(): number {
    const middle = (this.range[0] + this.range[1]) / 2;
    const growth = this.isRotary ? 0 : EXPANSION_1_K * this.#screwK * (this.position - middle);
    return this.#backlash + this.#windUp + growth;
  }

  rest(targetPosition: number): void {
    this.target = targetPosition;
    this.speed = 0;
    this.loadPercent = this.#idleLoad;
    this.torqueNm = this.#idleLoad * 0.22;
    this.powerW = 40 + this.#idleLoad * 3;
  }

  /**
   * `cutN` is the cutting force against this axis, `playMm` the additional play of the worn screw, `friction` relative
   * to the usual one.
   */
  follow(
    position: number,
    options: {
      readonly dtS: number;
      readonly targetPosition: number;
      readonly cutN: number;
      readonly playMm: number;
      readonly friction: number;
    },
  ): void {
    const { dtS, cutN } = options;
    const speed = (position - this.position) / dtS;
    const acceleration = (speed - this.speed) / dtS;
    this.position = position;
    this.target = options.targetPosition;
    this.speed = speed;
    const moves = Math.abs(speed) > 0.01;
    // Friction and cutting force act against the axis; its mass matters while it accelerates.
    const againstN = moves ? options.friction * this.#frictionN(options.playMm) + cutN : 0.3 * cutN;
    const forceN = this.#massKg * Math.min(3, Math.abs(acceleration) / 1000) + againstN;
    if (moves) {
      this.#backlash = ((NEW_PLAY + options.playMm) / 2) * Math.sign(speed);
      this.#windUp = (forceN / this.#stiffness) * Math.sign(speed);
    }
    this.loadPercent = Math.min(140, this.#idleLoad + forceN / 38);
    this.torqueNm = this.loadPercent * 0.22 * (speed < 0 ? -1 : 1);
    this.powerW = 40 + this.#idleLoad * 3 + (forceN * Math.abs(speed)) / 1000;
    this.#heldLoad += this.loadPercent;
    this.#steps++;
  }

  #frictionN(playMm: number): number {
    const preload = 1 - PRELOAD_SHARE * Math.min(1, playMm / LOOSE_PLAY_MM);
    const swing = LEAD_N * Math.sin((2 * Math.PI * this.position) / LEAD_MM);
    return this.#friction * preload * (COULOMB_N + VISCOUS_N_S_MM * Math.abs(this.speed)) + swing;
  }

  /** Heat; called every second, with the mean load since the last call. */
  slow(dtS: number, hallCel: number): void {
    const load = this.#steps === 0 ? this.loadPercent : this.#heldLoad / this.#steps;
    this.#heldLoad = 0;
    this.#steps = 0;
    this.motorCel = lag(this.motorCel, hallCel + 10 + load * 0.28, { dtS, tauS: 320 });
    this.#screwK = lag(this.#screwK, SCREW_SHARE * (this.motorCel - hallCel), { dtS, tauS: SCREW_TAU_S });
  }
}

/** The axes of a kind of machine, at rest at `home`. */
export function createAxes(kind: "lathe" | "machining-centre", home: Point, drawn: Random): readonly CncAxis[] {
  const linear = (name: string, at: number, range: readonly [number, number], massKg: number, idleLoad = 6): CncAxis =>
    new CncAxis(name, home[at] as number, { isRotary: false, range, idleLoad, massKg, random: drawn.at(name) });
  if (kind === "lathe") {
    return [linear("x", 0, [-20, 220], 190), linear("z", 1, [-420, 260], 320)];
  }
  return [
    linear("x", 0, [-400, 400], 620),
    linear("y", 1, [-350, 350], 480),
    linear("z", 2, [0, 500], 410, 22),
    new CncAxis("b", home[3] as number, {
      isRotary: true,
      range: [0, 360],
      idleLoad: 4,
      massKg: 300,
      random: drawn.at("b"),
    }),
  ];
}
