import { length } from "../../../kernel/physics.ts";
import type { Reservations } from "./reservations.ts";
import { nodeAt } from "./road-map.ts";
import { clearM, isHold, stretch, type Waypoint, waypoints } from "./stops.ts";

/** The next stretch is asked for at this distance from the end of the last one. */
const ASKS_M = 4;

interface Pose {
  readonly x: number;
  readonly y: number;
}

/** A vehicle's way over the stops of its order, and how much of it is reserved: the base of VDA 5050. */
export class Way {
  readonly #vehicle: string;
  readonly #reservations: Reservations;
  #stops: readonly string[];
  #points: readonly Waypoint[] = [];
  #at = 0;
  /** Stops of the order, from its first, that are released. */
  released = 1;
  /** Node that the vehicle waits for, while it waits. */
  waitsFor: string | null = null;
  /** A node that another vehicle has too, by a mistake (PM47), and how far the vehicle drives beyond its hold. */
  #shared: { readonly stopIndex: number; readonly beyondM: number } | undefined;
  /** State of the reservations in which the next stretch was refused. */
  #refusedAt = -1;
  #held: string[];

  constructor(vehicle: string, start: string, reservations: Reservations) {
    this.#vehicle = vehicle;
    this.#reservations = reservations;
    this.#stops = [start];
    this.#held = [start];
    reservations.place(start, vehicle);
  }

  /** Begins a way whose first stop is the node where the vehicle is. */
  begin(stops: readonly string[]): void {
    this.#stops = stops;
    this.#points = waypoints(stops);
    this.#at = 0;
    this.released = 1;
    this.waitsFor = null;
    this.#shared = undefined;
    this.#reservations.replanned();
  }

  /** The next point; undefined at the end. */
  get target(): Waypoint | undefined {
    return this.#points[this.#at];
  }

  get isAtLast(): boolean {
    return this.#at === this.#points.length - 1;
  }

  /** Stops that are not reserved yet. */
  get ahead(): readonly string[] {
    return this.target === undefined ? [] : this.#stops.slice(this.released);
  }

  /** The way between two nodes on which the vehicle is, as `FROM>TO`; undefined at a node. */
  get edge(): string | undefined {
    const { target } = this;
    if (target === undefined || target.stopIndex === 0) return undefined;
    const [before, stop] = [this.#stops[target.stopIndex - 1] as string, this.#stops[target.stopIndex] as string];
    if (isHold(stop)) return stop;
    return isHold(before) ? before : `${before}>${stop}`;
  }

  /** Distance that the vehicle may drive: to the next corner, or to the end of what is reserved for it. */
  freeM(from: Pose, isBehindOther: boolean): number {
    let free = 0;
    let last = from;
    for (let at = this.#at; at < this.#points.length; at++) {
      const point = this.#points[at] as Waypoint;
      // The vehicle ahead has priority.
      if (point.stopIndex >= this.released && (isBehindOther || free > ASKS_M || !this.#ask())) return free;
      if (this.#isShared(point)) return free + this.#leftBeyondM(from, at);
      free += length(point.x - last.x, point.y - last.y);
      if (point.isCorner) return free;
      last = point;
    }
    return free;
  }

  holds(stop: string): boolean {
    return this.#held.includes(stop);
  }

  /** Whether the vehicle drives into a node that another one has. */
  get sharesNode(): boolean {
    return this.#shared !== undefined;
  }

  /** The points up to the end of what is reserved, and the next one behind it. */
  get nextPoints(): readonly Waypoint[] {
    const end = this.#points.findIndex(({ stopIndex }) => stopIndex >= this.released);
    return this.#points.slice(this.#at, end < 0 ? undefined : end + 1);
  }

  /** By a mistake the vehicle gets the next stretch too early, and stops so far behind the end of the last one. */
  goBeyond(beyondM: number): void {
    const stops = stretch(this.#stops.slice(this.released));
    if (!this.#reservations.takeTwice(stops, this.#vehicle)) return;
    this.#shared = { stopIndex: this.released, beyondM };
    this.waitsFor = null;
    this.#held.push(...stops);
    this.released += stops.length;
  }

  #isShared({ stopIndex }: Waypoint): boolean {
    if (this.#shared?.stopIndex !== stopIndex) return false;
    const isStill = this.#reservations.isShared(this.#stops[stopIndex] as string);
    if (!isStill) this.#shared = undefined;
    return isStill;
  }

  #leftBeyondM(from: Pose, at: number): number {
    const [end, beyondM] = [this.#points[at - 1], this.#shared?.beyondM ?? 0];
    if (at > this.#at || end === undefined) return beyondM;
    return Math.max(0, beyondM - length(from.x - end.x, from.y - end.y));
  }

  #ask(): boolean {
    if (this.#refusedAt === this.#reservations.version) return false;
    const stops = stretch(this.#stops.slice(this.released));
    if (this.#reservations.take(stops, this.#vehicle)) {
      this.#held.push(...stops);
      this.released += stops.length;
      this.waitsFor = null;
      return true;
    }
    this.#refusedAt = this.#reservations.version;
    const isOfOther = (stop: string): boolean =>
      !isHold(stop) && (this.#reservations.ownerOf(stop) ?? this.#vehicle) !== this.#vehicle;
    this.waitsFor = stops.find(isOfOther) ?? null;
    return false;
  }

  /** The vehicle is at its next point. Returns the stop that it reaches with it, and whether it has passed that. */
  reach(): { readonly stopIndex: number; readonly stop: string; readonly isEntry: boolean } {
    const { stopIndex, isEntry } = this.target as Waypoint;
    this.#at++;
    return { stopIndex, stop: this.#stops[stopIndex] as string, isEntry };
  }

  /** Releases nodes that the vehicle is clear of, and the holds before nodes that it has reached. */
  giveBack({ x, y }: Pose): void {
    const next = this.target?.stopIndex ?? this.#stops.length;
    this.#held = this.#held.filter((stop) => {
      const at = this.#stops.indexOf(stop);
      if (at >= next) return true;
      const isBehind = isHold(stop) ? at + 1 < next : length(x - nodeAt(stop).x, y - nodeAt(stop).y) >= clearM(stop);
      if (isBehind) this.#reservations.release(stop, this.#vehicle);
      return !isBehind;
    });
  }
}
