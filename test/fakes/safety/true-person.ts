import type { Random } from "../../reliability/random.ts";
import type { PersonPlan } from "./encounters.ts";
import type { TrueVehicle } from "./true-vehicle.ts";

/** How quickly a person starts, stops and turns, m/s². */
const AGILITY_MS2 = 2;
export const PERSON_RADIUS_M = 0.25;
/** A person who gives way sees this far ahead. */
const SEES_S = 4;
/** A gait sways by this much, rad. */
const SWAY_RAD = 0.06;

/** A person as they truly walk in generated encounters. */
export class TruePerson {
  x: number;
  y: number;
  vx: number;
  vy: number;
  readonly #plan: PersonPlan;
  readonly #random: Random;
  #sway = 0;
  #now = 0;
  /** The walk has changed as planned. */
  #hasChanged = false;

  constructor(plan: PersonPlan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    [this.x, this.y] = plan.at;
    const speed = plan.kind === "stands" ? 0 : plan.speedMS;
    this.vx = speed * Math.cos(plan.heading);
    this.vy = speed * Math.sin(plan.heading);
  }

  move(forS: number, vehicle: TrueVehicle): void {
    this.#now += forS;
    this.#sway = 0.95 * this.#sway + SWAY_RAD * (this.#random() - 0.5);
    const [speed, heading] = this.#wanted(vehicle);
    const [dx, dy] = [
      speed * Math.cos(heading + this.#sway) - this.vx,
      speed * Math.sin(heading + this.#sway) - this.vy,
    ];
    const share = Math.min(1, (AGILITY_MS2 * forS) / Math.max(1e-9, Math.hypot(dx, dy)));
    this.vx += share * dx;
    this.vy += share * dy;
    this.x += this.vx * forS;
    this.y += this.vy * forS;
  }

  #wanted(vehicle: TrueVehicle): readonly [speed: number, heading: number] {
    const { kind, speedMS, heading, changesAtM, turnsAtS } = this.#plan;
    const isThere = Math.abs(this.y) <= changesAtM && this.y * Math.sin(heading) < 0;
    if (kind === "stands") return [0, 0];
    if (kind === "turnsIn")
      return this.#now < turnsAtS ? [speedMS, heading] : [speedMS, -Math.sign(this.#plan.at[1]) * (Math.PI / 2)];
    if (kind === "stops" && isThere) this.#hasChanged = true;
    if (kind === "turnsAway" && isThere) this.#hasChanged = true;
    if (kind === "yields" && isThere && this.#meets(vehicle)) return [0, heading];
    if (kind === "stops" && this.#hasChanged) return [0, heading];
    if (kind === "turnsAway" && this.#hasChanged) return [speedMS, Math.cos(heading) < 0 ? Math.PI : 0];
    return [speedMS, heading];
  }

  /** Whether the vehicle is in the way of the next seconds. */
  #meets(vehicle: TrueVehicle): boolean {
    const { speedMS, heading } = this.#plan;
    for (let t = 0; t < SEES_S; t += 0.25) {
      const [x, y] = [this.x + speedMS * Math.cos(heading) * t, this.y + speedMS * Math.sin(heading) * t];
      const [dx, dy] = [vehicle.speed * Math.cos(vehicle.heading) * t, vehicle.speed * Math.sin(vehicle.heading) * t];
      if (vehicle.distanceM(x - dx, y - dy) < PERSON_RADIUS_M + 1) return true;
    }
    return false;
  }
}
