/** True places of people and vehicles over the last seconds, and how near they are to each other. */
import type { RunScene } from "../input/plant-run.ts";

export const STEP_S = 0.1;
/** Steps that are remembered: an indication is judged by what happens in the eight seconds behind it. */
const KEPT = 160;
const FIELDS = 4;
/** Outline of the simulated vehicles, and radius of a person, metres. */
const HALF_LENGTH_M = 0.8;
const HALF_WIDTH_M = 0.5;
const PERSON_M = 0.25;
const MOVES_MS = 0.1;
const FAR_M = 6;

export class TrueScene {
  readonly vehicles: readonly string[];
  readonly #people: number;
  readonly #width: number;
  readonly #rows: Float32Array;
  #steps = 0;

  constructor({ vehicles, people }: Pick<RunScene, "vehicles" | "people">) {
    this.vehicles = vehicles;
    this.#people = people;
    this.#width = FIELDS * (people + vehicles.length);
    this.#rows = new Float32Array(KEPT * this.#width);
  }

  /** Steps that were taken. */
  get steps(): number {
    return this.#steps;
  }

  /** Numbers of a step. */
  get width(): number {
    return this.#width;
  }

  take(row: Float32Array): void {
    this.#rows.set(row, (this.#steps++ % KEPT) * this.#width);
  }

  moves(vehicle: number, step: number): boolean {
    return (this.#rows[this.#vehicleAt(vehicle, step) + 3] as number) > MOVES_MS;
  }

  /** Gap from a vehicle to the nearest person, metres; infinite where nobody is near. */
  toPeopleM(vehicle: number, step: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let person = 0; person < this.#people; person++) {
      const at = this.#personAt(person, step);
      least = Math.min(least, this.#gapM(vehicle, step, this.#rows[at] as number, this.#rows[at + 1] as number));
    }
    return least;
  }

  /** Whether a vehicle would come close to somebody who goes on as at `from`, for so many steps. */
  wouldMeet(vehicle: number, from: number, { steps, closeM }: { steps: number; closeM: number }): boolean {
    for (let later = 0; later < steps && from + later < this.#steps; later++) {
      if (!this.moves(vehicle, from + later)) continue;
      const t = later * STEP_S;
      for (let person = 0; person < this.#people; person++) {
        const at = this.#personAt(person, from);
        const [x, y, vx, vy] = this.#rows.subarray(at, at + FIELDS) as unknown as [number, number, number, number];
        if (this.#gapM(vehicle, from + later, x + vx * t, y + vy * t) < closeM) return true;
      }
    }
    return false;
  }

  /** Gap between the outlines of two vehicles; infinite where they are far or neither moves. */
  betweenM(one: number, other: number, step: number): number {
    if (!this.moves(one, step) && !this.moves(other, step)) return Number.POSITIVE_INFINITY;
    const [a, b] = [this.#vehicleAt(one, step), this.#vehicleAt(other, step)];
    const distance = Math.hypot(
      (this.#rows[a] as number) - (this.#rows[b] as number),
      (this.#rows[a + 1] as number) - (this.#rows[b + 1] as number),
    );
    if (distance > FAR_M) return Number.POSITIVE_INFINITY;
    return Math.min(this.#cornersM(one, other, step), this.#cornersM(other, one, step));
  }

  #cornersM(of: number, to: number, step: number): number {
    const at = this.#vehicleAt(of, step);
    const [x, y, theta] = this.#rows.subarray(at, at + 3) as unknown as [number, number, number];
    const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
    let least = Number.POSITIVE_INFINITY;
    for (const [along, across] of OUTLINE) {
      const gapM = this.#gapM(to, step, x + along * cos - across * sin, y + along * sin + across * cos);
      least = Math.min(least, Math.max(0, gapM + PERSON_M));
    }
    return least;
  }

  #gapM(vehicle: number, step: number, x: number, y: number): number {
    const at = this.#vehicleAt(vehicle, step);
    const [east, north] = [x - (this.#rows[at] as number), y - (this.#rows[at + 1] as number)];
    if (!(east * east + north * north < FAR_M * FAR_M)) return Number.POSITIVE_INFINITY;
    const theta = this.#rows[at + 2] as number;
    const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
    const along = Math.max(0, Math.abs(cos * east + sin * north) - HALF_LENGTH_M);
    const across = Math.max(0, Math.abs(cos * north - sin * east) - HALF_WIDTH_M);
    return Math.hypot(along, across) - PERSON_M;
  }

  #personAt(person: number, step: number): number {
    return (step % KEPT) * this.#width + FIELDS * person;
  }

  #vehicleAt(vehicle: number, step: number): number {
    return (step % KEPT) * this.#width + FIELDS * (this.#people + vehicle);
  }
}

/** Corners and middles of the sides of a vehicle's outline. */
const OUTLINE = [-1, 0, 1].flatMap((along) =>
  [-1, 0, 1].map((across) => [along * HALF_LENGTH_M, across * HALF_WIDTH_M] as const),
);
