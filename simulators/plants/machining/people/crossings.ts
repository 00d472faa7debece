import type { Vehicle } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Point } from "./footpaths.ts";

/** Time between a person who has crossed and the next vehicle: of a careful one, and of one who looked too late. */
const SPARE_S = { careful: 2.5, careless: 0.6 };
const CARELESS = 0.01;
/** A vehicle of top speed, and what one that starts from rest does in the time of a crossing. */
const FASTEST_MS = 1.5;
const STARTING_M = 6.5;
/** From the middle of a vehicle to the end of its outline and of a person's. */
const OUTLINE_M = 1.2;
/** After this time a person goes behind or in front of a vehicle that stands, and has spoken to nobody. */
const PATIENCE_S = 25;
/** Nobody squeezes past a vehicle that stands on the crossing. */
const ON_CROSSING_M = 1.9;

interface Wish {
  readonly who: Point & { readonly id: string };
  readonly to: Point;
  readonly speedMS: number;
  readonly waitedS: number;
}

/**
 * People look before they step over a lane: vehicles do not stop for them. A few look too late and leave less time than
 * usual, each by random numbers of their own (PM43).
 */
export class Crossings {
  readonly #vehicles: () => readonly Pick<Vehicle, "pose" | "velocity">[];
  readonly #random: Random;
  readonly #streams = new Map<string, Random>();

  constructor(vehicles: () => readonly Pick<Vehicle, "pose" | "velocity">[], random: Random) {
    this.#vehicles = vehicles;
    this.#random = random;
  }

  isFree({ who, to, speedMS, waitedS }: Wish): boolean {
    const isCareless = waitedS === 0 && this.#streamOf(who.id).chance(CARELESS);
    const crossingS = length(to.x - who.x, to.y - who.y) / speedMS;
    const nearM = FASTEST_MS * (crossingS + (isCareless ? SPARE_S.careless : SPARE_S.careful)) + OUTLINE_M;
    const middle = { x: (who.x + to.x) / 2, y: (who.y + to.y) / 2 };
    return this.#vehicles().every(({ pose, velocity }) => {
      const [east, north] = [middle.x - pose.x, middle.y - pose.y];
      const distance = length(east, north);
      if (distance > nearM) return true;
      const isComing = east * Math.cos(pose.theta) + north * Math.sin(pose.theta) > -OUTLINE_M;
      const speed = Math.abs(velocity.vx);
      if (speed > 0.02) return !isComing;
      const isOver = Math.abs(velocity.omega) < 0.01 && waitedS > PATIENCE_S;
      return distance > (isOver ? ON_CROSSING_M : STARTING_M);
    });
  }

  #streamOf(person: string): Random {
    const known = this.#streams.get(person) ?? this.#random.at(`crossing ${person}`);
    this.#streams.set(person, known);
    return known;
  }
}
