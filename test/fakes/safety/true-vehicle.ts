/** A vehicle as it truly drives in generated encounters: along nodes, slower in bends, until its base ends. */

type Point = readonly [x: number, y: number];

export const VEHICLE = { halfLengthM: 0.8, halfWidthM: 0.5 };
const ACCELERATION_MS2 = 0.5;
const BEND_MS = 0.55;

export interface VehiclePlan {
  readonly nodes: readonly Point[];
  readonly cruiseMS: number;
  /** Speed at the beginning. */
  readonly startMS: number;
  /** Number of nodes that it may drive to at first, and when it gets the rest. */
  readonly base?: number;
  readonly releasedAtS?: number;
}

export class TrueVehicle {
  x: number;
  y: number;
  heading: number;
  speed: number;
  #next = 1;
  #now = 0;
  readonly #plan: VehiclePlan;

  constructor(plan: VehiclePlan) {
    this.#plan = plan;
    [this.x, this.y] = plan.nodes[0] as Point;
    const [x, y] = plan.nodes[1] as Point;
    this.heading = Math.atan2(y - this.y, x - this.x);
    this.speed = plan.startMS;
  }

  /** The rest of its route as a source writes it. */
  get route(): string {
    const nodes = this.#plan.nodes.slice(this.#next).map(([x, y], at) => ({
      ...{ id: `N${this.#next + at}`, x, y },
      released: this.#next + at < this.#base,
    }));
    return JSON.stringify({ order: "o", last: `N${this.#next - 1}`, nodes, edges: [] });
  }

  get #base(): number {
    const { base, releasedAtS = Number.POSITIVE_INFINITY, nodes } = this.#plan;
    return base === undefined || this.#now >= releasedAtS ? nodes.length : base;
  }

  move(forS: number): void {
    this.#now += forS;
    const allowed = Math.min(this.#plan.cruiseMS, this.#allowedMS());
    this.speed = Math.max(0, Math.min(this.speed + ACCELERATION_MS2 * forS, allowed));
    for (let left = this.speed * forS; left > 0 && this.#next < this.#base; ) {
      const [x, y] = this.#plan.nodes[this.#next] as Point;
      const leg = Math.hypot(x - this.x, y - this.y);
      if (leg > 1e-9) this.heading = Math.atan2(y - this.y, x - this.x);
      const way = Math.min(left, leg);
      this.x += Math.cos(this.heading) * way;
      this.y += Math.sin(this.heading) * way;
      if (leg <= left) this.#next++;
      left -= leg;
    }
  }

  #allowedMS(): number {
    let way = 0;
    let [x, y, heading] = [this.x, this.y, this.heading];
    for (let node = this.#next; node < this.#base; node++) {
      const [toX, toY] = this.#plan.nodes[node] as Point;
      const to = Math.atan2(toY - y, toX - x);
      const leg = Math.hypot(toX - x, toY - y);
      if (leg > 1e-6 && Math.cos(to - heading) < 0.8) return Math.sqrt(BEND_MS ** 2 + 2 * ACCELERATION_MS2 * way);
      [x, y, heading] = [toX, toY, leg > 1e-6 ? to : heading];
      way += leg;
    }
    return Math.sqrt(2 * ACCELERATION_MS2 * Math.max(0, way)) < 0.03 ? 0 : Math.sqrt(2 * ACCELERATION_MS2 * way);
  }

  /** Where it is now, for later. */
  still(): Pick<TrueVehicle, "distanceM" | "speed"> {
    return Object.assign(Object.create(TrueVehicle.prototype) as TrueVehicle, {
      ...{ x: this.x, y: this.y, heading: this.heading, speed: this.speed },
    });
  }

  /** Metres from a point to its outline. */
  distanceM(x: number, y: number): number {
    const [cos, sin] = [Math.cos(this.heading), Math.sin(this.heading)];
    const along = Math.abs(cos * (x - this.x) + sin * (y - this.y)) - VEHICLE.halfLengthM;
    const across = Math.abs(cos * (y - this.y) - sin * (x - this.x)) - VEHICLE.halfWidthM;
    return Math.hypot(Math.max(0, along), Math.max(0, across));
  }

  /** Metres to the outline of another vehicle: from points along both outlines, a decimetre apart. */
  gapM(other: TrueVehicle): number {
    return Math.min(outline(other).reduce(nearestTo(this), 99), outline(this).reduce(nearestTo(other), 99));
  }
}

function nearestTo(vehicle: TrueVehicle) {
  return (least: number, [x, y]: Point): number => Math.min(least, vehicle.distanceM(x, y));
}

function outline({ x, y, heading }: TrueVehicle): Point[] {
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const { halfLengthM: a, halfWidthM: b } = VEHICLE;
  const local: Point[] = [];
  for (let u = -a; u <= a + 1e-9; u += 0.2) local.push([u, -b], [u, b]);
  for (let w = -b; w <= b + 1e-9; w += 0.2) local.push([-a, w], [a, w]);
  return local.map(([u, w]) => [x + cos * u - sin * w, y + sin * u + cos * w]);
}
