import type { Vehicle } from "../../../kernel/contract.ts";
import type { Conditions } from "../../../kernel/faults/condition.ts";
import { length } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import { toOutlineM } from "../fleet/outline.ts";
import { HALF_LENGTH_M, HALF_WIDTH_M, stopAt } from "../fleet/stops.ts";
import { isBlocked } from "./footpaths.ts";
import { STARTS_MS2, type Walker } from "./walker.ts";

/** Radius of a person, and the gap below which it is a near miss, metres. */
const PERSON_M = 0.25;
const NEAR_M = 0.3;
/** People start from this distance, so that they can be seen coming. */
const FROM_M: readonly [least: number, most: number] = [5.2, 12];
/** They walk on to the footpath behind the lane. */
const BEYOND_M = 3.2;
/** A vehicle whose speed grows, or that will brake for a corner, would come at another time than planned. */
const DRIVES_MS = 1.2;
const STEADY_MS = 1e-6;
const BRAKES_M = 2.5;
/** A start that is off by more than a tenth of a second is left to the next vehicle. */
const OFF_M = 0.15;

interface Parts {
  people(): readonly Walker[];
  vehicles(): readonly Vehicle[];
  readonly conditions: Conditions;
  readonly random: Random;
}

interface Dash {
  readonly walker: Walker;
  readonly vehicle: Vehicle;
}

/**
 * Near misses of the scenario (PM44): somebody walks straight over a lane without a look, just in front of the vehicle
 * or just behind it. The vehicle does not brake. A vehicle waits for its next chance until it has happened.
 */
export class NearMisses {
  readonly #parts: Parts;
  readonly #dashes = new Map<string, Dash>();
  readonly #done = new Set<string>();
  readonly #speeds = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Call it after people have walked, each step. */
  step(): void {
    for (const vehicle of this.#parts.vehicles()) {
      const condition = this.#parts.conditions.of(vehicle.id);
      if (!condition.nearMiss) {
        this.#done.delete(vehicle.id);
        this.#dashes.delete(vehicle.id);
        condition.show("near-miss", false);
        continue;
      }
      const dash = this.#dashes.get(vehicle.id);
      if (dash !== undefined) {
        const { present, isWalking } = dash.walker;
        if (
          present &&
          toOutlineM(vehicle.pose, dash.walker) - PERSON_M < NEAR_M &&
          Math.abs(vehicle.velocity.vx) > 0.1
        ) {
          condition.show("near-miss", true);
          this.#done.add(vehicle.id);
        }
        if (!present || !isWalking) this.#dashes.delete(vehicle.id);
      } else if (!this.#done.has(vehicle.id)) this.#look(vehicle);
      this.#speeds.set(vehicle.id, vehicle.velocity.vx);
    }
  }

  #look(vehicle: Vehicle): void {
    const speed = vehicle.velocity.vx;
    const isSteady = Math.abs(speed - (this.#speeds.get(vehicle.id) ?? 0)) < STEADY_MS;
    if (speed < DRIVES_MS || !isSteady || Math.abs(vehicle.velocity.omega) > 0.01) return;
    const straightM = straightAheadM(vehicle);
    const { x, y, theta } = vehicle.pose;
    const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
    for (const walker of this.#parts.people()) {
      if (!walker.present || walker.isWalking || walker.lies || walker.id.startsWith("A-")) continue;
      const [east, north] = [walker.x - x, walker.y - y];
      const aheadM = east * cos + north * sin;
      const asideM = north * cos - east * sin;
      const fromM = Math.abs(asideM);
      if (fromM < FROM_M[0] || fromM > FROM_M[1] || aheadM < 0 || aheadM > straightM - BRAKES_M) continue;
      const draws = this.#parts.random.at(`${vehicle.id} ${walker.id}`);
      if (Math.abs(aheadM - neededM({ fromM, speed, walkMS: walker.speedMS }, draws)) > OFF_M) continue;
      const side = Math.sign(asideM);
      const to = { x: walker.x + side * sin * (fromM + BEYOND_M), y: walker.y - side * cos * (fromM + BEYOND_M) };
      if (isBlocked(walker, to)) continue;
      walker.approach(to);
      this.#dashes.set(vehicle.id, { walker, vehicle });
      return;
    }
  }
}

/** How far ahead of the vehicle somebody must cross, to pass it by 0.05 to 0.2 m, in front or behind. */
function neededM(
  { fromM, speed, walkMS }: { readonly fromM: number; readonly speed: number; readonly walkMS: number },
  draws: Random,
): number {
  const gap = draws.between(0.05, 0.2) + PERSON_M;
  // The gap across both movements, as a way along the lane.
  const alongM = (gap * length(speed, walkMS)) / walkMS;
  const isInFront = draws.chance(0.5);
  const afterS = (m: number): number => m / walkMS + walkMS / (2 * STARTS_MS2);
  if (isInFront) return speed * afterS(fromM + HALF_WIDTH_M) + HALF_LENGTH_M + alongM;
  return speed * afterS(fromM - HALF_WIDTH_M) - HALF_LENGTH_M - alongM;
}

/** Way along the vehicle's heading; that it must wait on it for another one is left to the next occasion. */
function straightAheadM({ pose, order, lastNodeSequenceId }: Vehicle): number {
  if (order === null) return 0;
  const [cos, sin] = [Math.cos(pose.theta), Math.sin(pose.theta)];
  let straightM = 0;
  for (const id of order.nodes.slice(Math.floor(lastNodeSequenceId / 2) + 1)) {
    const node = stopAt(id);
    const [east, north] = [node.x - pose.x, node.y - pose.y];
    if (Math.abs(north * cos - east * sin) > 1 || east * cos + north * sin < straightM) break;
    straightM = east * cos + north * sin;
  }
  return straightM;
}
