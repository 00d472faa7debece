import type { Random } from "../../../kernel/random.ts";
import type { Point } from "./footpaths.ts";

/** Sway of an upright body, and of one that lies and breathes, metres. */
const SWAY_M = { upright: 0.02, lying: 0.003 };
const SWAY_S: readonly [least: number, most: number] = [2, 5];
/** People who work at a place move their feet this often, and need this long for it. */
const STEP_EVERY_S: readonly [least: number, most: number] = [6, 25];
const STEP_S = 1.2;
/** A body comes to its usual sway in this time. */
const SETTLES_S = 2;

interface Wave {
  readonly rad: number;
  readonly perS: number;
}

/**
 * How somebody moves who stands at work: sway of a few centimetres, and small steps around the place (PM43). A
 * function of person and time alone, so that nothing else shifts it.
 */
export class Standing {
  /** Where the body is beside its place, metres. */
  x = 0;
  y = 0;
  readonly #random: Random;
  readonly #reachM: number;
  readonly #everyS: number;
  readonly #waves: readonly Wave[];
  #slot = Number.NaN;
  #from: Point = { x: 0, y: 0 };
  #to: Point = { x: 0, y: 0 };

  constructor(random: Random, reachM: number) {
    this.#random = random;
    this.#reachM = reachM;
    this.#everyS = random.between(...STEP_EVERY_S);
    this.#waves = [0, 1, 2, 3].map(() => {
      return { rad: random.between(0, 2 * Math.PI), perS: (2 * Math.PI) / random.between(...SWAY_S) };
    });
  }

  /** Moves the body, which has stood or lain at its place for `forS`. */
  step(timeS: number, forS: number, lies: boolean): void {
    const share = Math.min(1, Math.max(0, forS) / SETTLES_S);
    const swayM = share * (lies ? SWAY_M.lying : SWAY_M.upright);
    this.x = swayM * (this.#wave(0, timeS) + 0.5 * this.#wave(1, timeS));
    this.y = swayM * (this.#wave(2, timeS) + 0.5 * this.#wave(3, timeS));
    if (!lies) this.#moveFeet(timeS, share);
  }

  #wave(at: number, timeS: number): number {
    const { rad, perS } = this.#waves[at] as Wave;
    return Math.sin(rad + perS * timeS);
  }

  #moveFeet(timeS: number, settled: number): void {
    const slot = Math.floor(timeS / this.#everyS);
    if (slot !== this.#slot) {
      this.#slot = slot;
      [this.#from, this.#to] = [this.#placeOf(slot - 1), this.#placeOf(slot)];
    }
    const u = Math.min(1, (timeS - slot * this.#everyS) / STEP_S);
    const share = u * u * (3 - 2 * u);
    this.x += settled * (this.#from.x + share * (this.#to.x - this.#from.x));
    this.y += settled * (this.#from.y + share * (this.#to.y - this.#from.y));
  }

  #placeOf(slot: number): Point {
    const draws = this.#random.at(`step ${slot}`);
    const [m, rad] = [this.#reachM * Math.sqrt(draws.next()), draws.between(0, 2 * Math.PI)];
    return { x: m * Math.cos(rad), y: m * Math.sin(rad) };
  }
}
