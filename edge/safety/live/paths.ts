import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { RoutesAhead } from "./routes-ahead.ts";
import type { Tracks } from "./tracks.ts";

/** Step of a prediction, and the number of steps of the horizon of 6 s. */
export const STEP_S = 0.1;
export const STEPS = 61;
/** A vehicle that is slower stands: it waits, for how long nobody knows. */
const STANDS_MS = 0.08;
/** A velocity that is less certain, (m/s)^2, is not known yet. */
const UNCERTAIN = 0.25;
/** A bend that is sharper is driven slowly: 35 degrees. */
const SHARP_COS = Math.cos((35 * Math.PI) / 180);

export interface DrivingSettings {
  /** How hard a vehicle brakes for the end of its route or a bend, m/s². */
  readonly brakingMS2: number;
  /** Speed in a sharp bend, m/s. */
  readonly bendSpeedMS: number;
}

/**
 * Where each vehicle will be in the next 6 s, as columns of `STEPS` places: along its route at its present speed,
 * slower in bends, and to a stop at the end of its base. Without a route it goes straight on.
 */
export class Paths {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Speed at the beginning, m/s; NaN where nothing is predicted. */
  readonly speedMS: Float64Array;
  readonly #vehicles: Tracks;
  readonly #routes: RoutesAhead;
  readonly #settings: DrivingSettings;
  /** The vehicle that `#drive` moves. */
  #at = { x: 0, y: 0, cos: 1, sin: 0, speed: 0, node: 0 };

  constructor(vehicles: Tracks, routes: RoutesAhead, settings: DrivingSettings) {
    const column = () => new Float64Array(vehicles.capacity * STEPS);
    [this.x, this.y, this.cos, this.sin] = [column(), column(), column(), column()];
    this.speedMS = new Float64Array(vehicles.capacity).fill(Number.NaN);
    this.#vehicles = vehicles;
    this.#routes = routes;
    this.#settings = settings;
  }

  /** Predicts all vehicles with a known velocity whose positions are not older than this. */
  predict({ nowUs, staleS }: { readonly nowUs: Micros; readonly staleS: number }): void {
    for (let vehicle = 0; vehicle < this.#vehicles.length; vehicle++) {
      const latencyS = this.#vehicles.latencyS(vehicle, nowUs);
      this.speedMS[vehicle] = Number.NaN;
      const isSettled = (this.#vehicles.varVelocity[vehicle] as number) <= UNCERTAIN;
      if (latencyS <= staleS && isSettled) this.#predict(vehicle, latencyS);
    }
  }

  #predict(vehicle: number, latencyS: number): void {
    const { smoothX, smoothY, vx, vy, headingRad } = this.#vehicles;
    const [east, north] = [vx[vehicle] as number, vy[vehicle] as number];
    const speed = Math.sqrt(east * east + north * north);
    const moves = speed > STANDS_MS;
    const heading = headingRad[vehicle] as number;
    this.speedMS[vehicle] = moves ? speed : 0;
    this.#at.x = smoothX[vehicle] as number;
    this.#at.y = smoothY[vehicle] as number;
    this.#at.cos = moves ? east / speed : Math.cos(heading);
    this.#at.sin = moves ? north / speed : Math.sin(heading);
    this.#at.speed = moves ? speed : 0;
    this.#at.node = this.#passed(vehicle);
    for (let late = latencyS; late > 0; late -= STEP_S) this.#drive(vehicle, Math.min(late, STEP_S));
    const first = vehicle * STEPS;
    for (let step = first; step < first + STEPS; step++) {
      this.x[step] = this.#at.x;
      this.y[step] = this.#at.y;
      this.cos[step] = this.#at.cos;
      this.sin[step] = this.#at.sin;
      this.#drive(vehicle, STEP_S);
    }
  }

  /** Nodes that the vehicle has passed since its route was sent: those behind it on the way to the next one. */
  #passed(vehicle: number): number {
    const { x, y, count } = this.#routes;
    const first = this.#routes.first(vehicle);
    let node = 0;
    while (node + 1 < (count[vehicle] as number)) {
      const [east, north] = [(x[first + node] as number) - this.#at.x, (y[first + node] as number) - this.#at.y];
      const isBehind = east * this.#at.cos + north * this.#at.sin < 0;
      const legX = (x[first + node + 1] as number) - (x[first + node] as number);
      const legY = (y[first + node + 1] as number) - (y[first + node] as number);
      if (!isBehind || legX * this.#at.cos + legY * this.#at.sin <= 0) break;
      node++;
    }
    return node;
  }

  #drive(vehicle: number, forS: number): void {
    const at = this.#at;
    if (at.speed === 0) return;
    const count = this.#routes.count[vehicle] as number;
    if (count <= 0) {
      at.x += at.cos * at.speed * forS;
      at.y += at.sin * at.speed * forS;
      return;
    }
    at.speed = Math.min(at.speed, this.#allowedMS(vehicle));
    this.#follow(vehicle, at.speed * forS);
  }

  /** Moves along the route; stands at its end. */
  #follow(vehicle: number, wayM: number): void {
    const at = this.#at;
    const { x, y, count } = this.#routes;
    const first = this.#routes.first(vehicle);
    for (let left = wayM; left > 0 && at.node < (count[vehicle] as number); ) {
      const [east, north] = [(x[first + at.node] as number) - at.x, (y[first + at.node] as number) - at.y];
      const legM = Math.sqrt(east * east + north * north);
      if (legM > 1e-6) {
        at.cos = east / legM;
        at.sin = north / legM;
      }
      if (left < legM) {
        at.x += at.cos * left;
        at.y += at.sin * left;
        return;
      }
      at.x += east;
      at.y += north;
      left -= legM;
      at.node++;
    }
  }

  /** The highest speed from which the vehicle still brakes in time for the end and the next bend. */
  #allowedMS(vehicle: number): number {
    const { brakingMS2, bendSpeedMS } = this.#settings;
    const { x, y, count } = this.#routes;
    const last = (count[vehicle] as number) - 1;
    const first = this.#routes.first(vehicle);
    let [fromX, fromY, cos, sin] = [this.#at.x, this.#at.y, this.#at.cos, this.#at.sin];
    const reachM = (this.#at.speed * this.#at.speed) / (2 * brakingMS2);
    let wayM = 0;
    for (let node = this.#at.node; node <= last; node++) {
      const [east, north] = [(x[first + node] as number) - fromX, (y[first + node] as number) - fromY];
      const legM = Math.sqrt(east * east + north * north);
      const isSharp = legM > 1e-6 && (east * cos + north * sin) / legM < SHARP_COS;
      if (isSharp) return Math.sqrt(bendSpeedMS * bendSpeedMS + 2 * brakingMS2 * wayM);
      wayM += legM;
      if (wayM > reachM) return Number.POSITIVE_INFINITY;
      if (legM > 1e-6) [cos, sin] = [east / legM, north / legM];
      [fromX, fromY] = [x[first + node] as number, y[first + node] as number];
    }
    // A creep, so that a braking vehicle arrives.
    return Math.max(0.05, Math.sqrt(2 * brakingMS2 * wayM));
  }
}
