import { lag } from "../../../kernel/physics.ts";
import type { Point } from "./cnc-program.ts";

/** Play of a new screw, mm or deg. */
const NEW_PLAY = 0.006;

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
  /** Motor position less axis position: half the play of the screw, in the direction of the last move. */
  backlash = NEW_PLAY / 2;
  #heldLoad = 0;
  #steps = 0;
  readonly #idleLoad: number;
  readonly #massKg: number;

  constructor(
    name: string,
    position: number,
    options: {
      readonly isRotary: boolean;
      readonly range: readonly [number, number];
      readonly idleLoad: number;
      readonly massKg: number;
    },
  ) {
    this.name = name;
    this.position = position;
    this.target = position;
    this.isRotary = options.isRotary;
    this.range = options.range;
    this.#idleLoad = options.idleLoad;
    this.#massKg = options.massKg;
    this.motorCel = 38 + options.idleLoad / 4;
  }

  /** Lag error of the drive: proportional to speed, gain 33 per second. */
  get followingError(): number {
    return this.speed / 33;
  }

  rest(targetPosition: number): void {
    this.target = targetPosition;
    this.speed = 0;
    this.loadPercent = this.#idleLoad;
    this.torqueNm = this.#idleLoad * 0.22;
    this.powerW = 40 + this.#idleLoad * 3;
  }

  /** `cutN` is the cutting force against this axis, `playMm` the additional play of the worn screw. */
  follow(
    position: number,
    options: { readonly dtS: number; readonly targetPosition: number; readonly cutN: number; readonly playMm: number },
  ): void {
    const { dtS, cutN } = options;
    const speed = (position - this.position) / dtS;
    const acceleration = (speed - this.speed) / dtS;
    this.position = position;
    this.target = options.targetPosition;
    this.speed = speed;
    const moves = Math.abs(speed) > 0.01;
    this.backlash = moves ? ((NEW_PLAY + options.playMm) / 2) * Math.sign(speed) : this.backlash;
    // Friction and cutting force act against the axis; its mass matters while it accelerates.
    const forceN = this.#massKg * Math.min(3, Math.abs(acceleration) / 1000) + (moves ? 420 + cutN : 0.3 * cutN);
    this.loadPercent = Math.min(140, this.#idleLoad + forceN / 38);
    this.torqueNm = this.loadPercent * 0.22 * (speed < 0 ? -1 : 1);
    this.powerW = 40 + this.#idleLoad * 3 + (forceN * Math.abs(speed)) / 1000;
    this.#heldLoad += this.loadPercent;
    this.#steps++;
  }

  /** Heat; called every second, with the mean load since the last call. */
  slow(dtS: number, hallCel: number): void {
    const load = this.#steps === 0 ? this.loadPercent : this.#heldLoad / this.#steps;
    this.#heldLoad = 0;
    this.#steps = 0;
    this.motorCel = lag(this.motorCel, hallCel + 10 + load * 0.28, { dtS, tauS: 320 });
  }
}

/** The axes of a kind of machine, at rest at `home`. */
export function createAxes(kind: "lathe" | "machining-centre", home: Point): readonly CncAxis[] {
  const linear = (name: string, at: number, range: readonly [number, number], massKg: number, idleLoad = 6): CncAxis =>
    new CncAxis(name, home[at] as number, { isRotary: false, range, idleLoad, massKg });
  if (kind === "lathe") {
    return [linear("x", 0, [-20, 220], 190), linear("z", 1, [-420, 260], 320)];
  }
  return [
    linear("x", 0, [-400, 400], 620),
    linear("y", 1, [-350, 350], 480),
    linear("z", 2, [0, 500], 410, 22),
    new CncAxis("b", home[3] as number, { isRotary: true, range: [0, 360], idleLoad: 4, massKg: 300 }),
  ];
}
