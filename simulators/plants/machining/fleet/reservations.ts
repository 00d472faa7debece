import { exitsOf, roomAt } from "./stops.ts";

/** A vehicle as the traffic control sees it. */
export interface Traveller {
  readonly id: string;
  /** Node at which it rests; null while it is on its way. */
  readonly restsAt: string | null;
  /** Stops of its order that are not reserved yet. */
  readonly ahead: readonly string[];
}

/** Which vehicle has which stop: a node has one vehicle at most, the way between two nodes as many as have room. */
export class Reservations {
  readonly #holders = new Map<string, Set<string>>();
  readonly #vehicles: () => readonly Traveller[];
  #version = 0;

  constructor(vehicles: () => readonly Traveller[]) {
    this.#vehicles = vehicles;
  }

  holdersOf(stop: string): ReadonlySet<string> {
    return this.#setOf(stop);
  }

  #setOf(stop: string): Set<string> {
    const known = this.#holders.get(stop) ?? new Set<string>();
    this.#holders.set(stop, known);
    return known;
  }

  /** Changes where a reservation may succeed that was refused before. */
  get version(): number {
    return this.#version;
  }

  /** An order has begun: its vehicle goes elsewhere than before. */
  replanned(): void {
    this.#version++;
  }

  /** The vehicle that has the node. */
  ownerOf(node: string): string | undefined {
    const [owner] = this.holdersOf(node);
    return owner;
  }

  isShared(stop: string): boolean {
    return this.holdersOf(stop).size > roomAt(stop);
  }

  place(stop: string, vehicle: string): void {
    this.#version++;
    this.#setOf(stop).add(vehicle);
  }

  release(stop: string, vehicle: string): void {
    this.#version++;
    this.#setOf(stop).delete(vehicle);
  }

  /** Reserves all of the stops or none: none also where vehicles could then block each other for good. */
  take(stops: readonly string[], vehicle: string): boolean {
    return stops.every((stop) => this.#isFree(stop, vehicle)) && this.#reserve(stops, vehicle);
  }

  /** Reserves stops of which another vehicle has the first, by a mistake (PM47): both have it then. */
  takeTwice(stops: readonly string[], vehicle: string): boolean {
    return stops.slice(1).every((stop) => this.#isFree(stop, vehicle)) && this.#reserve(stops, vehicle);
  }

  /** Whether all vehicles can come to the ends of their orders if this one gets an order over these stops. */
  allows(stops: readonly string[], vehicle: string): boolean {
    return this.#endsWell({ id: vehicle, restsAt: null, ahead: stops.slice(1) });
  }

  #reserve(stops: readonly string[], vehicle: string): boolean {
    const version = this.#version;
    const wasSafe = this.#endsWell();
    const { ahead = [] } = this.#vehicles().find(({ id }) => id === vehicle) ?? {};
    for (const stop of stops) this.place(stop, vehicle);
    if (!wasSafe || this.#endsWell({ id: vehicle, restsAt: null, ahead: ahead.slice(stops.length) })) return true;
    for (const stop of stops) this.#setOf(stop).delete(vehicle);
    this.#version = version;
    return false;
  }

  #isFree(stop: string, vehicle: string, left?: ReadonlySet<string>): boolean {
    let others = 0;
    for (const holder of this.holdersOf(stop)) if (holder !== vehicle && left?.has(holder) !== false) others++;
    return others < roomAt(stop);
  }

  /**
   * Whether all vehicles can come to the ends of their orders, one after the other (Dijkstra's banker). One that has
   * come to its end, or rests, makes way for the next ones if there is a way out of its node. `planned` stands for
   * the vehicle with its id.
   */
  #endsWell(planned?: Traveller): boolean {
    const all = this.#vehicles().map((one) => (one.id === planned?.id ? planned : one));
    const left = new Set(all.map(({ id }) => id));
    const canEnd = ({ id, ahead, restsAt }: Traveller): boolean => {
      const isFree = (stop: string): boolean => this.#isFree(stop, id, left);
      return restsAt === null ? ahead.every(isFree) : exitsOf(restsAt).some((exit) => exit.every(isFree));
    };
    for (;;) {
      const next = all.find((one) => left.has(one.id) && canEnd(one));
      if (next === undefined) return left.size === 0;
      left.delete(next.id);
    }
  }
}
