import type { Person } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Crossings } from "./crossings.ts";
import { type FootPoint, type Point, wayOnFoot } from "./footpaths.ts";
import { Standing } from "./standing.ts";

/** How people start and stop, m/s². */
export const STARTS_MS2 = 1.2;
const STOPS_MS2 = 1;
const CREEPS_MS = 0.25;
/** A look to both sides at the edge of a lane, s. */
const LOOKS_S: readonly [least: number, most: number] = [0.7, 1.8];
/** How much faster or slower than usual somebody walks this time. */
const TRIP_SPREAD = 0.08;

interface WalkerOptions {
  readonly at: Point;
  /** Usual speed, m/s. */
  readonly speedMS: number;
  /** How far around a place the person moves while standing there, m. */
  readonly reachM: number;
  readonly crossings: Crossings;
  readonly random: Random;
}

/** A person who walks along footpaths, or straight to a near destination, and is never quite still (PM43). */
export class Walker implements Person {
  readonly id: string;
  readonly role: Person["role"];
  x: number;
  y: number;
  vx = 0;
  vy = 0;
  present = true;
  readonly speedMS: number;
  readonly #crossings: Crossings;
  readonly #random: Random;
  readonly #standing: Standing;
  #way: FootPoint[] = [];
  #speed = 0;
  #topMS: number;
  #trips = 0;
  /** How long the person has waited at the edge of a lane, s; NaN once on the way over it. */
  #waitedS = 0;
  #looksS = 0;
  /** Place at which the person stands, and for how long. */
  #place: Point;
  #stoodS = 0;
  #lies = false;

  constructor(id: string, role: Person["role"], { at, speedMS, reachM, crossings, random }: WalkerOptions) {
    this.id = id;
    this.role = role;
    [this.x, this.y, this.#place] = [at.x, at.y, at];
    [this.speedMS, this.#topMS] = [speedMS, speedMS];
    this.#crossings = crossings;
    this.#random = random;
    this.#standing = new Standing(random.at("standing"), reachM);
  }

  get isWalking(): boolean {
    return this.#way.length > 0;
  }

  get lies(): boolean {
    return this.#lies;
  }

  /** Walks straight to `to`, at the usual speed; somebody who lies stays. */
  approach(to: Point): void {
    if (this.#lies) return;
    this.#topMS = this.speedMS;
    this.#way = [{ ...to, crosses: false }];
  }

  /** Walks to `to` along footpaths, and over lanes at crossings only; somebody who lies stays. */
  goTo(to: Point): void {
    if (this.#lies) return;
    const next = this.#way[0];
    this.#topMS = this.speedMS * this.#random.at(`trip ${++this.#trips}`).within(TRIP_SPREAD);
    // Who is on a lane goes on to its other side first.
    if (next?.crosses === true && Number.isNaN(this.#waitedS)) this.#way = [next, ...wayOnFoot(next, to)];
    else {
      this.#way = [...wayOnFoot(this, to)];
      this.#arrive();
    }
  }

  /** Falls and lies still, on a lane only once it is crossed; or gets up again. */
  lie(wanted: boolean): void {
    if (wanted === this.#lies || (wanted && this.isWalking && Number.isNaN(this.#waitedS))) return;
    this.#lies = wanted;
    this.#way = [];
    this.#stop();
  }

  step(dtS: number, timeS: number): void {
    const next = this.#way[0];
    if (next === undefined) this.#stand(dtS, timeS);
    else if (next.crosses && !this.#mayGo(next, dtS)) this.#stand(dtS, timeS);
    else this.#walk(next, dtS);
  }

  #walk(next: FootPoint, dtS: number): void {
    const [dx, dy] = [next.x - this.x, next.y - this.y];
    const distance = length(dx, dy);
    const isStop = this.#way.length === 1 || this.#way[1]?.crosses === true;
    const allowed = isStop ? Math.max(CREEPS_MS, Math.sqrt(2 * STOPS_MS2 * distance)) : Number.POSITIVE_INFINITY;
    this.#speed = Math.min(this.#speed + STARTS_MS2 * dtS, this.#topMS, allowed);
    const stride = this.#speed * dtS;
    if (distance <= stride) {
      [this.x, this.y] = [next.x, next.y];
      this.#way.shift();
      this.#arrive();
      if (isStop) this.#stop();
      return;
    }
    [this.vx, this.vy] = [(this.#speed * dx) / distance, (this.#speed * dy) / distance];
    this.x += this.vx * dtS;
    this.y += this.vy * dtS;
  }

  #arrive(): void {
    this.#waitedS = 0;
    this.#looksS = this.#random.at(`look ${this.#trips} ${this.#way.length}`).between(...LOOKS_S);
  }

  #stop(): void {
    [this.vx, this.vy, this.#speed] = [0, 0, 0];
    this.#place = { x: this.x, y: this.y };
    this.#stoodS = 0;
  }

  #stand(dtS: number, timeS: number): void {
    this.#stoodS += dtS;
    this.#standing.step(timeS, this.#stoodS, this.#lies);
    const x = this.#place.x + this.#standing.x;
    const y = this.#place.y + this.#standing.y;
    this.vx = (x - this.x) / dtS;
    this.vy = (y - this.y) / dtS;
    this.x = x;
    this.y = y;
    this.#speed = length(this.vx, this.vy);
  }

  #mayGo(to: Point, dtS: number): boolean {
    if (Number.isNaN(this.#waitedS)) return true;
    const isFree =
      this.#waitedS >= this.#looksS &&
      this.#crossings.isFree({ who: this, to, speedMS: this.#topMS, waitedS: this.#waitedS });
    this.#waitedS = isFree ? Number.NaN : this.#waitedS + dtS;
    return isFree;
  }
}
