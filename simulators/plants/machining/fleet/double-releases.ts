import type { Pose2d } from "../../../kernel/contract.ts";
import type { Conditions } from "../../../kernel/faults/condition.ts";
import { length } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import { gapBetweenM } from "./outline.ts";
import { endsOf } from "./stops.ts";
import type { FleetVehicle } from "./vehicle.ts";

/** Outlines that are nearer while a vehicle moves are a near miss, metres. */
const NEAR_M = 0.3;
/** Gap that the scanner of the vehicle leaves to the way of the other one, by plan. */
const LEAVES_M: readonly [least: number, most: number] = [0.08, 0.2];
const STEP_M = 0.05;
const TURN_STEP_RAD = 0.15;
const MOVES_MS = 0.05;
/** The fleet manager makes the mistake as a vehicle comes and asks for its next stretch, not while it waits. */
const COMES_FROM_M = 3;

interface Parts {
  vehicles(): readonly FleetVehicle[];
  readonly conditions: Conditions;
  readonly random: Random;
}

/**
 * Near misses of vehicles (PM47), a mistake of the fleet manager: it releases a node to a vehicle while another one has
 * it. The vehicle drives on into the node, until its scanner stops it beside the way of the other one. It waits for the
 * next occasion until that has happened.
 */
export class DoubleReleases {
  readonly #parts: Parts;
  readonly #done = new Set<string>();
  #occasions = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Call it after vehicles have moved, each step. */
  step(): void {
    const vehicles = this.#parts.vehicles();
    for (const vehicle of vehicles) {
      const condition = this.#parts.conditions.of(vehicle.id);
      if (!condition.releasedTwice) {
        this.#done.delete(vehicle.id);
        condition.show("vehicle-near-miss", false);
      } else if (!this.#done.has(vehicle.id)) {
        if (!vehicle.sharesNode) this.#look(vehicle);
        else if (vehicles.some((other) => isNear(vehicle, other))) {
          condition.show("vehicle-near-miss", true);
          this.#done.add(vehicle.id);
        }
      }
    }
  }

  #look(vehicle: FleetVehicle): void {
    const { waitsFor, edge } = vehicle;
    if (waitsFor === null || edge === null || endsOf(edge.key)[1] !== waitsFor) return;
    const [other, third] = this.#parts.vehicles().filter((one) => one.holds(waitsFor));
    if (other === undefined || third !== undefined || !other.driving) return;
    // One that has nothing reserved behind the node may leave in any direction.
    if (other.order?.nodes.indexOf(waitsFor) === (other.order?.releasedNodes ?? 0) - 1) return;
    const beyondM = beyondFor(vehicle, other, this.#parts.random.at(++this.#occasions));
    if (beyondM !== undefined) vehicle.goBeyond(beyondM);
  }
}

function isNear(vehicle: FleetVehicle, other: FleetVehicle): boolean {
  const moves = Math.abs(vehicle.velocity.vx) > MOVES_MS || Math.abs(other.velocity.vx) > MOVES_MS;
  return other !== vehicle && moves && gapBetweenM(vehicle.pose, other.pose) < NEAR_M;
}

/** How far beyond its hold the vehicle stands just beside the way of the other one; undefined where it never does. */
function beyondFor(vehicle: FleetVehicle, other: FleetVehicle, draws: Random): number | undefined {
  const [hold, node] = vehicle.nextPoints;
  if (hold === undefined || node === undefined) return undefined;
  if (length(vehicle.pose.x - hold.x, vehicle.pose.y - hold.y) < COMES_FROM_M) return undefined;
  const legM = length(node.x - hold.x, node.y - hold.y);
  const [cos, sin] = [(node.x - hold.x) / legM, (node.y - hold.y) / legM];
  const way = posesAhead(other);
  const leavesM = draws.between(...LEAVES_M);
  const gapAt = (beyondM: number): number => {
    const pose = { x: hold.x + cos * beyondM, y: hold.y + sin * beyondM, theta: Math.atan2(sin, cos) };
    return Math.min(...way.map((its) => gapBetweenM(pose, its)));
  };
  let beyondM = 0;
  while (beyondM + STEP_M < legM && gapAt(beyondM + STEP_M) >= leavesM) beyondM += STEP_M;
  return beyondM > 0 && gapAt(beyondM) < NEAR_M - STEP_M ? beyondM : undefined;
}

/** Places of a vehicle on its reserved way, with its turns on the spot. */
function posesAhead({ pose, nextPoints }: FleetVehicle): readonly Pose2d[] {
  const poses: Pose2d[] = [pose];
  for (const to of nextPoints) {
    const from = poses.at(-1) as Pose2d;
    const legM = length(to.x - from.x, to.y - from.y);
    if (legM < STEP_M) continue;
    const theta = Math.atan2(to.y - from.y, to.x - from.x);
    const turn = Math.atan2(Math.sin(theta - from.theta), Math.cos(theta - from.theta));
    for (let share = 1; share >= 0; share -= TURN_STEP_RAD / Math.max(TURN_STEP_RAD, Math.abs(turn)))
      poses.push({ ...from, theta: theta - turn * share });
    for (let share = 0; share < 1; share += (2 * STEP_M) / legM)
      poses.push({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y), theta });
    poses.push({ x: to.x, y: to.y, theta });
  }
  return poses;
}
