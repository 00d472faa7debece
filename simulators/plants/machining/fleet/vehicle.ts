import type { Pose2d, Vehicle, VehicleOrder } from "../../../kernel/contract.ts";
import type { PlaceRef } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import { approach, clamp, length, wrap } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Surroundings } from "../machine.ts";
import type { Pallet } from "../material/piece.ts";
import { Battery } from "./battery.ts";
import { gapM, type OnEdge } from "./lane-gap.ts";
import type { NodeOwners } from "./node-owners.ts";
import { ProtectiveField } from "./protective-field.ts";
import { clearAfterM, nodeAt, WAIT_BEFORE_M, type Waypoint, waypoints } from "./road-map.ts";
import { BRAKING_M_S2, turnOrStop } from "./turning.ts";
import { errorsOf } from "./vehicle-errors.ts";

const TOP_SPEED_M_S = 1.5;
const ACCELERATION_M_S2 = 0.6;
const PALLET_KG = 24;
/** Nodes ahead of the vehicle that are released. */
const RELEASE_AHEAD = 3;

/** One differential-drive vehicle: drives straight, turns on the spot, keeps its distance, carries a pallet. */
export class FleetVehicle implements Vehicle {
  readonly id: string;
  pose: Pose2d;
  velocity = { vx: 0, vy: 0, omega: 0 };
  readonly paused = false;
  charging = false;
  readonly eStop = "NONE" as const;
  localizationScore = 0.97;
  lastNodeId: string;
  lastNodeSequenceId = 0;
  order: VehicleOrder | null = null;
  pallet: Pallet | null = null;
  readonly place: PlaceRef;
  /** Set when the last node of the order is reached; the dispatcher acts on it. */
  arrived = false;
  /** Node that the vehicle waits for, while it waits. */
  waitsFor: string | null = null;
  #way: readonly Waypoint[] = [];
  #wayIndex = 0;
  #load: Vehicle["load"] = null;
  #loadOf: Pallet["pieces"] | null = null;
  #held: string[];
  #distanceM = 0;
  readonly #field = new ProtectiveField();
  readonly #owners: NodeOwners;
  readonly #condition: Condition;
  readonly #around: Surroundings;
  readonly #battery: Battery;

  constructor(
    id: string,
    start: string,
    options: {
      readonly owners: NodeOwners;
      readonly around: Surroundings;
      readonly batteryPercent: number;
      readonly random: Random;
    },
  ) {
    this.id = id;
    this.#owners = options.owners;
    this.#condition = options.around.conditions.of(id);
    this.place = { kind: "vehicle", id };
    this.#around = options.around;
    this.#battery = new Battery(options.batteryPercent, options.random);
    const { x, y } = nodeAt(start);
    this.pose = { x, y, theta: 0 };
    this.lastNodeId = start;
    this.#held = [start];
    options.owners.claim(start, id);
  }

  get driving(): boolean {
    return Math.abs(this.velocity.vx) > 0.01 || Math.abs(this.velocity.omega) > 0.01;
  }

  get battery(): Vehicle["battery"] {
    return this.#battery.measured(this.#around.nowMs);
  }

  get distanceSinceLastNodeM(): number {
    return this.#distanceM;
  }

  get fieldViolation(): boolean {
    return this.#field.isBlocked;
  }

  get errors(): Vehicle["errors"] {
    return errorsOf({ lost: this.#condition.lost, blocked: this.fieldViolation });
  }

  get load(): Vehicle["load"] {
    const { pallet } = this;
    if (pallet === null) return null;
    // Read often, but a pallet is loaded only once per trip.
    if (this.#loadOf === pallet.pieces) return this.#load;
    this.#loadOf = pallet.pieces;
    this.#load = {
      palletId: pallet.id,
      weightKg: pallet.pieces.reduce((sum, piece) => sum + piece.variant.weightKg, PALLET_KG),
      pieces: pallet.pieces.map((piece) => piece.id),
    };
    return this.#load;
  }

  get chargingW(): number {
    return this.#battery.chargerW;
  }

  /** The vehicle's directed edge and the distance from its start; null at a node. */
  get edge(): OnEdge | null {
    const { order } = this;
    const target = this.#way[this.#wayIndex];
    if (order === null || target === undefined || target.nodeIndex === 0) {
      return null;
    }
    const from = order.nodes[target.nodeIndex - 1] as string;
    const node = nodeAt(from);
    return { key: `${from}>${order.nodes[target.nodeIndex]}`, atM: length(this.pose.x - node.x, this.pose.y - node.y) };
  }

  /** The vehicle is stopped by an object in its field or a lost position. */
  get #isHeld(): boolean {
    return this.fieldViolation || this.#condition.lost;
  }

  /** Begins an order whose first node is the vehicle's present node. */
  drive(order: Omit<VehicleOrder, "orderUpdateId" | "releasedNodes">): void {
    this.order = { ...order, orderUpdateId: 0, releasedNodes: Math.min(RELEASE_AHEAD, order.nodes.length) };
    this.#way = waypoints(order.nodes);
    this.#wayIndex = 0;
    this.lastNodeSequenceId = 0;
    this.arrived = order.nodes.length === 1;
    this.charging = false;
  }

  /** Ends the order; the vehicle is idle. */
  rest(): void {
    this.order = null;
    this.arrived = false;
    this.#way = [];
    this.#wayIndex = 0;
    this.lastNodeSequenceId = 0;
  }

  step(dtS: number, others: readonly FleetVehicle[]): void {
    this.#useBattery(dtS);
    this.#localize(dtS);
    this.#field.step(dtS, this.#condition.fieldBlocked, this.velocity.vx);
    this.#condition.show("field-blocked", this.#field.isBlocked);
    const target = this.#way[this.#wayIndex];
    if (target === undefined || this.order === null) {
      this.#turnOrStop(0, dtS);
      return;
    }
    const dx = target.x - this.pose.x;
    const dy = target.y - this.pose.y;
    const distance = length(dx, dy);
    if (distance < 0.02 && Math.abs(this.velocity.vx) < 0.12) {
      this.pose = { x: target.x, y: target.y, theta: this.pose.theta };
      this.#reach(target);
      return;
    }
    const turn = wrap(Math.atan2(dy, dx) - this.pose.theta);
    if (distance > 0.05 && Math.abs(turn) > (this.velocity.vx > 0.05 ? 0.3 : 0.005)) {
      this.#turnOrStop(this.#isHeld ? 0 : turn, dtS);
      return;
    }
    this.#drive(dtS, { distance, turn, target, others });
  }

  #drive(
    dtS: number,
    options: {
      readonly distance: number;
      readonly turn: number;
      readonly target: Waypoint;
      readonly others: readonly FleetVehicle[];
    },
  ): void {
    const { distance, turn, target } = options;
    const gap = gapM(this, options.others);
    const free = this.#isHeld ? 0 : Math.min(this.#freeM(distance, gap), gap);
    const top = this.pallet === null ? TOP_SPEED_M_S : TOP_SPEED_M_S * 0.85;
    // The speed from which the vehicle can still stop within the free distance, less the distance of one step.
    const wanted = clamp(Math.sqrt(2 * BRAKING_M_S2 * Math.max(0, free)) - 0.5 * BRAKING_M_S2 * dtS, 0, top);
    const creep = free > 0.005 ? Math.max(wanted, Math.min(0.06, free / dtS)) : 0;
    const before = this.velocity.vx;
    const speed =
      creep > before
        ? Math.min(creep, before + ACCELERATION_M_S2 * dtS)
        : approach(before, creep, 2 * BRAKING_M_S2 * dtS);
    const step = Math.min(speed * dtS, distance);
    // Steering within a lane is small: the heading follows the point ahead.
    const theta = wrap(this.pose.theta + clamp(turn, -0.6 * dtS, 0.6 * dtS));
    this.velocity = { vx: speed, vy: 0, omega: wrap(theta - this.pose.theta) / dtS };
    const scale = distance === 0 ? 0 : step / distance;
    this.pose = {
      x: this.pose.x + (target.x - this.pose.x) * scale,
      y: this.pose.y + (target.y - this.pose.y) * scale,
      theta,
    };
    this.#distanceM += step;
    this.#giveBack();
    if (!target.isCorner && this.#wayIndex < this.#way.length - 1 && distance - step < 0.02) {
      this.#reach(target);
    }
  }

  /**
   * Distance that the vehicle may drive: to the next corner, the end, or the waiting point before a node that it does
   * not own.
   */
  #freeM(distance: number, gap: number): number {
    const { order } = this;
    let free = distance;
    this.waitsFor = null;
    for (let at = this.#wayIndex; at < this.#way.length && order !== null; at++) {
      const point = this.#way[at] as Waypoint;
      if (at > this.#wayIndex) {
        const previous = this.#way[at - 1] as Waypoint;
        free += length(point.x - previous.x, point.y - previous.y);
      }
      const node = order.nodes[point.nodeIndex] as string;
      if (point.isEntry && point.nodeIndex > 0 && !this.#held.includes(node)) {
        // Distant nodes are not claimed yet; braking from full speed takes 1.4 m. The vehicle ahead has priority.
        if (free > WAIT_BEFORE_M + 2 || gap < Number.POSITIVE_INFINITY) {
          return free - WAIT_BEFORE_M;
        }
        if (!this.#owners.claim(node, this.id)) {
          this.waitsFor = node;
          return free - WAIT_BEFORE_M;
        }
        this.#held.push(node);
      }
      if (point.isCorner || at === this.#way.length - 1) {
        return free;
      }
    }
    return free;
  }

  #reach(target: Waypoint): void {
    const order = this.order as VehicleOrder;
    const isLastOfNode = this.#way[this.#wayIndex + 1]?.nodeIndex !== target.nodeIndex;
    this.#wayIndex++;
    if (target.isEntry && target.nodeIndex > 0) {
      this.lastNodeId = order.nodes[target.nodeIndex] as string;
      this.lastNodeSequenceId = 2 * target.nodeIndex;
      this.#distanceM = 0;
      const released = Math.min(order.nodes.length, target.nodeIndex + RELEASE_AHEAD);
      if (released > order.releasedNodes) {
        this.order = { ...order, releasedNodes: released, orderUpdateId: order.orderUpdateId + 1 };
      }
    }
    this.arrived = isLastOfNode && this.#wayIndex === this.#way.length;
  }

  #giveBack(): void {
    const kept = this.#held.filter((node) => {
      const { x, y } = nodeAt(node);
      const isAhead =
        this.order?.nodes.slice(Math.max(1, this.#way[this.#wayIndex]?.nodeIndex ?? 0)).includes(node) ?? false;
      return isAhead || length(this.pose.x - x, this.pose.y - y) < clearAfterM(node);
    });
    for (const node of this.#held) {
      if (!kept.includes(node)) {
        this.#owners.release(node, this.id);
      }
    }
    this.#held = kept;
  }

  #turnOrStop(turn: number, dtS: number): void {
    ({ pose: this.pose, velocity: this.velocity } = turnOrStop(this, turn, dtS));
    this.#distanceM += this.velocity.vx * dtS;
  }

  #useBattery(dtS: number): void {
    const { vx, omega } = this.velocity;
    this.#battery.step(dtS, {
      speedMS: vx,
      turnRadS: omega,
      loadKg: this.load?.weightKg ?? 0,
      charging: this.charging,
      fade: this.#condition.batteryFade,
    });
  }

  #localize(dtS: number): void {
    this.localizationScore = this.#condition.lost
      ? approach(this.localizationScore, 0.2, 0.3 * dtS)
      : 0.97 - 0.02 * Math.abs(Math.sin(this.pose.x * 0.31 + this.pose.y * 0.17));
  }
}
