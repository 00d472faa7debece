import type { Person } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import type { Crossings } from "./crossings.ts";
import { type FootPoint, type Point, wayOnFoot } from "./footpaths.ts";

/** A person who walks along footpaths, or straight to a near destination. */
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
  #way: FootPoint[] = [];
  /** How long the person has waited at the edge of a lane, s; NaN once on the way over it. */
  #waitedS = 0;

  constructor(
    id: string,
    role: Person["role"],
    options: { readonly at: Point; readonly speedMS: number; readonly crossings: Crossings },
  ) {
    this.id = id;
    this.role = role;
    this.x = options.at.x;
    this.y = options.at.y;
    this.speedMS = options.speedMS;
    this.#crossings = options.crossings;
  }

  get isWalking(): boolean {
    return this.#way.length > 0;
  }

  /** Walks straight to `to`. */
  approach(to: Point): void {
    this.#way = [{ ...to, crosses: false }];
  }

  /** Walks to `to` along footpaths, and over lanes at crossings only. */
  goTo(to: Point): void {
    const next = this.#way[0];
    // Who is on a lane goes on to its other side first.
    if (next?.crosses === true && Number.isNaN(this.#waitedS)) this.#way = [next, ...wayOnFoot(next, to)];
    else {
      this.#way = [...wayOnFoot(this, to)];
      this.#waitedS = 0;
    }
  }

  step(dtS: number): void {
    const next = this.#way[0];
    if (next === undefined) return;
    if (next.crosses && !this.#mayGo(next, dtS)) {
      this.vx = 0;
      this.vy = 0;
      return;
    }
    const dx = next.x - this.x;
    const dy = next.y - this.y;
    const distance = length(dx, dy);
    const stride = this.speedMS * dtS;
    if (distance <= stride) {
      this.x = next.x;
      this.y = next.y;
      this.#way.shift();
      this.#waitedS = 0;
      if (this.#way.length === 0) {
        this.vx = 0;
        this.vy = 0;
      }
      return;
    }
    this.vx = (this.speedMS * dx) / distance;
    this.vy = (this.speedMS * dy) / distance;
    this.x += this.vx * dtS;
    this.y += this.vy * dtS;
  }

  #mayGo(to: Point, dtS: number): boolean {
    if (Number.isNaN(this.#waitedS)) return true;
    const isFree = this.#crossings.isFree({ who: this, to, speedMS: this.speedMS, waitedS: this.#waitedS });
    this.#waitedS = isFree ? Number.NaN : this.#waitedS + dtS;
    return isFree;
  }
}
