import type { Random } from "../../../kernel/random.ts";
import { ROUTE_NODES } from "../layout.ts";
import type { Surroundings } from "../machine.ts";
import type { PalletSink, PalletSource } from "../material/pallets.ts";
import { PALLET_PIECES } from "../material/piece.ts";
import { Reservations } from "./reservations.ts";
import { neighboursOf, route, routeLengthM } from "./road-map.ts";
import { endsOf, isHold, stopsOf } from "./stops.ts";
import { FleetVehicle } from "./vehicle.ts";

const HANDLING_S = 8;
const RETRY_S = 1;
const CHARGE_BELOW_PERCENT = 28;
const CHARGE_TO_PERCENT = 92;
const CHARGERS = ["N21", "N22"] as const;
/** Where vehicles may park when the chargers are occupied: corners with little traffic. */
const PARKING = ["N8", "N19", "N10", "N13", "N7", "N15", "N2"] as const;
/** Places for a vehicle that makes way, the best first. */
const ASIDE = [...new Set([...CHARGERS, ...PARKING, ...ROUTE_NODES.map(({ id }) => id)])];
const STARTS = ["N22", "N21", "N10", "N13", "N19", "N8"] as const;

/** A section of the material flow on which pallets travel. */
export interface Lane {
  readonly from: PalletSource;
  readonly to: PalletSink;
}

interface Transport {
  readonly lane: Lane;
  stage: "pick" | "drop";
}

/** Gives vehicles their orders: transport from places with waiting pieces to places with room, charging, parking. */
export class Dispatcher {
  readonly vehicles: readonly FleetVehicle[];
  readonly #lanes: readonly Lane[];
  readonly #reservations = new Reservations(() => this.vehicles);
  readonly #transports = new Map<FleetVehicle, Transport>();
  readonly #handlingS = new Map<FleetVehicle, number>();
  /** State of the reservations in which nobody could make way for the vehicle. */
  readonly #refusedAt = new Map<FleetVehicle, number>();
  #orders = 0;

  constructor(lanes: readonly Lane[], around: Surroundings, random: Random) {
    this.#lanes = lanes;
    this.vehicles = STARTS.map(
      (start, at) =>
        new FleetVehicle(`AGV-0${at + 1}`, start, {
          reservations: this.#reservations,
          around,
          batteryPercent: random.between(38, 96),
          random: random.at(`battery AGV-0${at + 1}`),
        }),
    );
  }

  get chargingW(): number {
    return this.vehicles.reduce((sum, vehicle) => sum + vehicle.chargingW, 0);
  }

  /** Pieces on vehicles. */
  get pieceCount(): number {
    return this.vehicles.reduce((sum, vehicle) => sum + (vehicle.pallet?.pieces.length ?? 0), 0);
  }

  /** Assigns orders; called every second. */
  slow(): void {
    this.#assign();
  }

  step(dtS: number): void {
    for (const vehicle of this.vehicles) {
      vehicle.step(dtS, this.vehicles);
      if (vehicle.arrived) {
        this.#atEnd(vehicle, dtS);
      }
      if (vehicle.waitsFor !== null) {
        this.#makeWay(vehicle, vehicle.waitsFor);
      }
    }
  }

  #underway(stage: Transport["stage"] | "any", match: (lane: Lane) => boolean): number {
    let count = 0;
    for (const transport of this.#transports.values()) {
      count += (stage === "any" || transport.stage === stage) && match(transport.lane) ? 1 : 0;
    }
    return count;
  }

  /** The fullest source first. */
  #assign(): void {
    const open = this.#lanes
      .filter(({ from, to }) => {
        const waiting = from.waiting - PALLET_PIECES * this.#underway("pick", (lane) => lane.from === from);
        const room = to.capacity - to.held - PALLET_PIECES * this.#underway("any", (lane) => lane.to === to);
        return waiting >= PALLET_PIECES && room >= PALLET_PIECES;
      })
      .toSorted((a, b) => a.to.held / a.to.capacity - b.to.held / b.to.capacity);
    for (const lane of open) {
      const free = this.vehicles.filter((vehicle) => this.#isFree(vehicle));
      const nearest = free.toSorted((a, b) => this.#wayM(a, lane.from.node) - this.#wayM(b, lane.from.node))[0];
      if (nearest === undefined) {
        return;
      }
      if (this.#send(nearest, lane.from.node, "pick")) this.#transports.set(nearest, { lane, stage: "pick" });
    }
    for (const vehicle of this.vehicles) {
      if (vehicle.order === null && !vehicle.charging) {
        this.#rest(vehicle);
      }
    }
  }

  #isFree(vehicle: FleetVehicle): boolean {
    return (
      vehicle.order === null &&
      !this.#transports.has(vehicle) &&
      vehicle.battery.percent > (vehicle.charging ? 60 : CHARGE_BELOW_PERCENT)
    );
  }

  #wayM(vehicle: FleetVehicle, node: string): number {
    return routeLengthM(route(vehicle.lastNodeId, node));
  }

  /** Gives the order if vehicles cannot block each other by it, and says whether it did. */
  #send(vehicle: FleetVehicle, node: string, action: "pick" | "drop" | "charge" | "park"): boolean {
    const nodes = this.#safeWay(vehicle, node);
    if (nodes === undefined) return false;
    this.#orders++;
    vehicle.drive({ orderId: `TO-${String(this.#orders).padStart(6, "0")}`, nodes, action });
    return true;
  }

  /** The shortest way, or a way round, on which all vehicles still come to the ends of theirs. */
  #safeWay({ id, lastNodeId }: FleetVehicle, node: string): readonly string[] | undefined {
    const others = this.vehicles.filter((other) => other.id !== id && (other.order === null || other.fieldViolation));
    // A vehicle that stands at a hold is in the way at the node before which it waits.
    const avoid = new Set(others.map(({ lastNodeId: at }) => (isHold(at) ? endsOf(at)[1] : at)));
    const isSafe = (nodes: readonly string[]): boolean =>
      new Set(nodes).size === nodes.length && this.#reservations.allows(stopsOf(nodes), id);
    for (const first of [undefined, ...neighboursOf(lastNodeId)]) {
      const nodes = route(lastNodeId, node, { avoid, first });
      if (isSafe(nodes)) return nodes;
    }
    return undefined;
  }

  /** A vehicle without work charges if a charger is free, or else stays where it is. */
  #rest(vehicle: FleetVehicle): void {
    const charger = CHARGERS.find((node) => this.#isOpen(node, vehicle));
    if (charger !== undefined && vehicle.battery.percent < CHARGE_TO_PERCENT) {
      this.#send(vehicle, charger, "charge");
    }
    if (charger === undefined && vehicle.battery.percent < CHARGE_BELOW_PERCENT) this.#freeCharger();
  }

  /** A vehicle without work that is charged leaves the charger to one that needs it. */
  #freeCharger(): void {
    const full = this.vehicles.find(
      ({ order, charging, battery }) => order === null && charging && battery.percent >= CHARGE_TO_PERCENT,
    );
    const place = full === undefined ? undefined : PARKING.find((spot) => this.#isOpen(spot, full));
    if (full !== undefined && place !== undefined) this.#send(full, place, "park");
  }

  /** No vehicle is there or on its way there. */
  #isOpen(node: string, vehicle: FleetVehicle): boolean {
    const owner = this.#reservations.ownerOf(node);
    return (
      (owner === undefined || owner === vehicle.id) &&
      this.vehicles.every((other) => other === vehicle || other.order?.nodes.at(-1) !== node)
    );
  }

  /** An idle vehicle leaves a node that another vehicle needs. */
  #makeWay(waiting: FleetVehicle, node: string): void {
    const owner = this.vehicles.find((vehicle) => vehicle.id === this.#reservations.ownerOf(node));
    if (owner === undefined || owner === waiting || owner.order !== null || owner.lastNodeId !== node) {
      return;
    }
    if (this.#refusedAt.get(waiting) === this.#reservations.version) return;
    if (!this.#stepAside(owner, new Set(waiting.order?.nodes)))
      this.#refusedAt.set(waiting, this.#reservations.version);
  }

  /** Sends a vehicle to some free place that all others do not need now, and says whether there is one. */
  #stepAside(vehicle: FleetVehicle, but: ReadonlySet<string> = new Set()): boolean {
    return ASIDE.some(
      (place) =>
        place !== vehicle.lastNodeId &&
        !but.has(place) &&
        this.#isOpen(place, vehicle) &&
        this.#send(vehicle, place, (CHARGERS as readonly string[]).includes(place) ? "charge" : "park"),
    );
  }

  #atEnd(vehicle: FleetVehicle, dtS: number): void {
    const transport = this.#transports.get(vehicle);
    if (transport === undefined) {
      vehicle.charging = vehicle.order?.action === "charge";
      vehicle.rest();
      return;
    }
    const handled = (this.#handlingS.get(vehicle) ?? 0) + dtS;
    this.#handlingS.set(vehicle, handled);
    if (handled < HANDLING_S) {
      return;
    }
    // Without a way on it makes room for others, and tries again.
    const { lane, stage } = transport;
    const isAside = stage === "pick" && vehicle.lastNodeId !== lane.from.node;
    const isDone = isAside ? this.#send(vehicle, lane.from.node, "pick") : this.#handle(vehicle, transport);
    if (isDone || this.#stepAside(vehicle)) this.#handlingS.set(vehicle, 0);
    else this.#handlingS.set(vehicle, HANDLING_S - RETRY_S);
  }

  #handle(vehicle: FleetVehicle, transport: Transport): boolean {
    if (transport.stage === "pick") return this.#pick(vehicle, transport);
    this.#drop(vehicle, transport);
    return true;
  }

  /** Takes the pallet as soon as there is a way on. */
  #pick(vehicle: FleetVehicle, transport: Transport): boolean {
    const { from, to } = transport.lane;
    if (!this.#send(vehicle, to.node, "drop")) return false;
    vehicle.pallet = from.take(vehicle.place);
    transport.stage = "drop";
    return true;
  }

  #drop(vehicle: FleetVehicle, transport: Transport): void {
    if (vehicle.pallet !== null) transport.lane.to.put(vehicle.pallet, vehicle.place);
    vehicle.pallet = null;
    this.#transports.delete(vehicle);
    vehicle.rest();
  }
}
