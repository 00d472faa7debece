import type { Pose2d, Vehicle, VehicleOrder } from "../../../kernel/contract.ts";
import type { PlaceRef } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import { approach, clamp, length, wrap } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Surroundings } from "../machine.ts";
import type { Pallet } from "../material/piece.ts";
import { Battery } from "./battery.ts";
import { gapM, type OnEdge } from "./lane-gap.ts";
import { ProtectiveField } from "./protective-field.ts";
import type { Reservations, Traveller } from "./reservations.ts";
import { nodeAt } from "./road-map.ts";
import { endsOf, stopsOf, type Waypoint } from "./stops.ts";
import { BRAKING_M_S2, turnOrStop } from "./turning.ts";
import { errorsOf } from "./vehicle-errors.ts";
import { Way } from "./way.ts";

const TOP_SPEED_M_S = 1.5;
const ACCELERATION_M_S2 = 0.6;
const PALLET_KG = 24;

/** One differential-drive vehicle: drives straight, turns on the spot, keeps its distance, carries a pallet. */
export class FleetVehicle implements Vehicle, Traveller {
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
  readonly #way: Way;
  #load: Vehicle["load"] = null;
  #loadOf: Pallet["pieces"] | null = null;
  #distanceM = 0;
  readonly #field = new ProtectiveField();
  readonly #condition: Condition;
  readonly #around: Surroundings;
  readonly #battery: Battery;

  constructor(
    id: string,
    start: string,
    options: {
      readonly reservations: Reservations;
      readonly around: Surroundings;
      readonly batteryPercent: number;
      readonly random: Random;
    },
  ) {
    this.id = id;
    this.#way = new Way(id, start, options.reservations);
    this.#condition = options.around.conditions.of(id);
    this.place = { kind: "vehicle", id };
    this.#around = options.around;
    this.#battery = new Battery(options.batteryPercent, options.random);
    const { x, y } = nodeAt(start);
    this.pose = { x, y, theta: 0 };
    this.lastNodeId = start;
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
    const key = this.#way.edge;
    if (key === undefined) return null;
    const { x, y } = nodeAt(endsOf(key)[0]);
    return { key, atM: length(this.pose.x - x, this.pose.y - y) };
  }

  get ahead(): readonly string[] {
    return this.#way.ahead;
  }

  /** The points of the way that is reserved, and the next one. */
  get nextPoints(): readonly Waypoint[] {
    return this.#way.nextPoints;
  }

  holds(stop: string): boolean {
    return this.#way.holds(stop);
  }

  get sharesNode(): boolean {
    return this.#way.sharesNode;
  }

  /** The vehicle gets its next node although another one has it (PM47). */
  goBeyond(beyondM: number): void {
    this.#way.goBeyond(beyondM);
  }

  get restsAt(): string | null {
    return this.#way.target === undefined ? this.lastNodeId : null;
  }

  /** Node that the vehicle waits for, while it waits. */
  get waitsFor(): string | null {
    return this.#way.waitsFor;
  }

  /** The vehicle is stopped by an object in its field or a lost position. */
  get #isHeld(): boolean {
    return this.fieldViolation || this.#condition.lost;
  }

  /** Begins an order over these nodes, of which the first is the vehicle's present one. */
  drive({ nodes, ...order }: Pick<VehicleOrder, "orderId" | "nodes" | "action">): void {
    const stops = stopsOf(nodes);
    this.order = { ...order, nodes: stops, orderUpdateId: 0, releasedNodes: 1 };
    this.#way.begin(stops);
    this.lastNodeSequenceId = 0;
    this.arrived = nodes.length === 1;
    this.charging = false;
  }

  /** Ends the order; the vehicle is idle. */
  rest(): void {
    this.order = null;
    this.arrived = false;
    this.#way.begin([this.lastNodeId]);
    this.lastNodeSequenceId = 0;
  }

  step(dtS: number, others: readonly FleetVehicle[]): void {
    this.#useBattery(dtS);
    this.#localize(dtS);
    this.#field.step(dtS, this.#condition.fieldBlocked, this.velocity.vx);
    this.#condition.show("field-blocked", this.#field.isBlocked);
    const { target } = this.#way;
    if (target === undefined || this.order === null) {
      this.#turnOrStop(0, dtS);
      return;
    }
    const dx = target.x - this.pose.x;
    const dy = target.y - this.pose.y;
    const distance = length(dx, dy);
    if (distance < 0.02 && Math.abs(this.velocity.vx) < 0.12) {
      this.pose = { x: target.x, y: target.y, theta: this.pose.theta };
      this.#reach();
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
    const free = this.#isHeld ? 0 : Math.min(this.#way.freeM(this.pose, gap < Number.POSITIVE_INFINITY), gap);
    this.#noteBase();
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
    this.#way.giveBack(this.pose);
    if (!target.isCorner && !this.#way.isAtLast && distance - step < 0.02) {
      this.#reach();
    }
  }

  /** The order says how far it is released. */
  #noteBase(): void {
    const { order } = this;
    if (order === null || order.releasedNodes === this.#way.released) return;
    this.order = { ...order, releasedNodes: this.#way.released, orderUpdateId: order.orderUpdateId + 1 };
  }

  #reach(): void {
    const { stopIndex, stop, isEntry } = this.#way.reach();
    if (isEntry && stopIndex > 0) {
      this.lastNodeId = stop;
      this.lastNodeSequenceId = 2 * stopIndex;
      this.#distanceM = 0;
    }
    this.#way.giveBack(this.pose);
    this.arrived = this.#way.target === undefined;
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
