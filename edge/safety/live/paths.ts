import type { Micros } from "../../contracts/path/sample-batch.ts";
import { MOST_NODES, type RoutesAhead } from "./routes-ahead.ts";
import type { Tracks } from "./tracks.ts";

/** Step of a prediction, and the number of steps of the horizon of 6 s. */
export const STEP_S = 0.1;
export const STEPS = 61;
/** A vehicle that is slower stands: it waits, for how long nobody knows. */
const STANDS_MS = 0.08;
/** A braking vehicle creeps at this speed until it arrives. */
const CREEPS_MS = 0.05;
/** A velocity that is less certain, (m/s)^2, is not known yet. */
const UNCERTAIN = 0.25;
/** A vehicle whose speed grows by more goes on accelerating; measurements further apart do not show whether it does. */
const ACCELERATES_MS2 = 0.2;
const MOST_BETWEEN_S = 1.5;
/** A bend that is sharper is driven slowly: 35 degrees. */
const SHARP_COS = Math.cos((35 * Math.PI) / 180);

/** A vehicle further beside the line between nodes is not on it. */
const MOST_BESIDE_M = 1.5;
/** It drives along the line within 12 degrees of it, and this far behind the bend. */
const ALONG_COS = Math.cos((12 * Math.PI) / 180);
const BEHIND_BEND_M = 1;
/** Lanes that meet further from their node turn back. */
const FAR_CORNER_M = 3;

export interface DrivingSettings {
  /** How hard a vehicle brakes for the end of its route or a bend, m/s². */
  readonly brakingMS2: number;
  /** Speed in a sharp bend, m/s; where that is standing, it turns on the spot. */
  readonly bendSpeedMS: number;
  /** How fast it turns on the spot, rad/s; 0: no time is known, and none is counted. */
  readonly turnRadS: number;
}

/**
 * Where each vehicle will be in the next 6 s, as columns of `STEPS` places: along its route at its present speed,
 * slower in bends, and to a stop at the end of its base, or at once where nothing is released. A vehicle that was seen
 * beside the line between two nodes stays as far beside it. Without a route it goes straight on.
 */
export class Paths {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Speed at the beginning, m/s; NaN where nothing is predicted. */
  readonly speedMS: Float64Array;
  /** Speed at each step, m/s; 0 where it stands. */
  readonly stepMS: Float64Array;
  readonly #vehicles: Tracks;
  readonly #routes: RoutesAhead;
  readonly #settings: DrivingSettings;
  /** Highest speed so far, the speed at the newest measurement, when that was, and how the speed grows, m/s². */
  readonly #topMS: Float64Array;
  readonly #lastMS: Float64Array;
  readonly #lastUs: Float64Array;
  readonly #growsMS2: Float64Array;
  /** How far right of the line between nodes each vehicle drives, metres. */
  readonly besideM: Float64Array;
  /** The vehicle that `#drive` moves, and its route as it drives it: beside the lines between nodes. */
  #at = { x: 0, y: 0, cos: 1, sin: 0, speed: 0, top: 0, turnsS: 0, node: 0 };
  #count = 0;
  readonly #leg = { cos: 1, sin: 0 };
  readonly #laneX = new Float64Array(MOST_NODES);
  readonly #laneY = new Float64Array(MOST_NODES);

  constructor(vehicles: Tracks, routes: RoutesAhead, settings: DrivingSettings) {
    const column = () => new Float64Array(vehicles.capacity * STEPS);
    [this.x, this.y, this.cos, this.sin, this.stepMS] = [column(), column(), column(), column(), column()];
    this.speedMS = new Float64Array(vehicles.capacity).fill(Number.NaN);
    const perVehicle = () => new Float64Array(vehicles.capacity);
    this.besideM = perVehicle();
    [this.#topMS, this.#lastMS, this.#growsMS2] = [perVehicle(), perVehicle(), perVehicle()];
    this.#lastUs = perVehicle().fill(Number.NaN);
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
    this.#at.top = moves ? this.#topOf(vehicle, speed) : 0;
    this.#at.turnsS = 0;
    this.#at.node = this.#passed(vehicle);
    this.#count = this.#routes.count[vehicle] as number;
    if (moves) this.#measure(vehicle);
    this.#shift(vehicle);
    for (let late = latencyS; late > 0; late -= STEP_S) this.#drive(Math.min(late, STEP_S));
    const first = vehicle * STEPS;
    for (let step = first; step < first + STEPS; step++) {
      this.x[step] = this.#at.x;
      this.y[step] = this.#at.y;
      this.cos[step] = this.#at.cos;
      this.sin[step] = this.#at.sin;
      const isThere = this.#count > 0 && this.#at.node >= this.#count;
      const stands = isThere || this.#at.turnsS > 0 || this.#at.speed < STANDS_MS;
      this.stepMS[step] = stands ? 0 : this.#at.speed;
      this.#drive(STEP_S);
    }
  }

  /** The speed up to which a vehicle accelerates: its highest so far while it does, else its present one. */
  #topOf(vehicle: number, speed: number): number {
    const sensed = this.#vehicles.sensedUs[vehicle] as number;
    const forS = (sensed - (this.#lastUs[vehicle] as number)) / 1e6;
    if (!(forS <= 0)) {
      const grows = (speed - (this.#lastMS[vehicle] as number)) / forS;
      const before = this.#growsMS2[vehicle] as number;
      this.#growsMS2[vehicle] = forS <= MOST_BETWEEN_S ? (before + grows) / 2 : 0;
      this.#lastUs[vehicle] = sensed;
      this.#lastMS[vehicle] = speed;
      this.#topMS[vehicle] = Math.max(speed, this.#topMS[vehicle] as number);
    }
    return (this.#growsMS2[vehicle] as number) > ACCELERATES_MS2 ? (this.#topMS[vehicle] as number) : speed;
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

  /** Measures how far beside the line between the node passed last and the next one the vehicle drives. */
  #measure(vehicle: number): void {
    const at = this.#at;
    const { x, y, fromX, fromY } = this.#routes;
    if (at.node >= this.#count) return;
    const next = this.#routes.first(vehicle) + at.node;
    const east = (at.node === 0 ? fromX[vehicle] : x[next - 1]) as number;
    const north = (at.node === 0 ? fromY[vehicle] : y[next - 1]) as number;
    const [legX, legY] = [(x[next] as number) - east, (y[next] as number) - north];
    const legM = Math.sqrt(legX * legX + legY * legY);
    if (!(legM > BEHIND_BEND_M)) return;
    const [cos, sin] = [legX / legM, legY / legM];
    const goneM = (at.x - east) * cos + (at.y - north) * sin;
    const rightM = (at.x - east) * sin - (at.y - north) * cos;
    const isAlong = at.cos * cos + at.sin * sin >= ALONG_COS;
    if (isAlong && goneM >= BEHIND_BEND_M && Math.abs(rightM) <= MOST_BESIDE_M) this.besideM[vehicle] = rightM;
  }

  /** Moves the nodes ahead as far beside their lines as the vehicle drives; in a bend to where both lanes meet. */
  #shift(vehicle: number): void {
    const { x, y } = this.#routes;
    const first = this.#routes.first(vehicle);
    const beside = this.besideM[vehicle] as number;
    // Of the line to the next node; before the first node is known, its direction is the vehicle's.
    this.#turnTo(vehicle, this.#at.node);
    for (let node = this.#at.node; node < this.#count; node++) {
      const [east, north] = [x[first + node] as number, y[first + node] as number];
      const { cos, sin } = this.#leg;
      if (node + 1 < this.#count) this.#turnTo(vehicle, node + 1);
      const { cos: outCos, sin: outSin } = this.#leg;
      this.#laneX[node] = east + beside * sin;
      this.#laneY[node] = north - beside * cos;
      const turn = cos * outSin - sin * outCos;
      const alongM = Math.abs(turn) < 0.05 ? 0 : (beside * (1 - (cos * outCos + sin * outSin))) / turn;
      const meets = cos * outCos + sin * outSin > -0.5 && Math.abs(alongM) <= FAR_CORNER_M;
      if (meets) {
        this.#laneX[node] = (this.#laneX[node] as number) + alongM * cos;
        this.#laneY[node] = (this.#laneY[node] as number) + alongM * sin;
      }
    }
  }

  /** Takes the direction of the line to a node. */
  #turnTo(vehicle: number, node: number): void {
    const { x, y, fromX, fromY } = this.#routes;
    const to = this.#routes.first(vehicle) + node;
    const east = (x[to] as number) - ((node === 0 ? fromX[vehicle] : x[to - 1]) as number);
    const north = (y[to] as number) - ((node === 0 ? fromY[vehicle] : y[to - 1]) as number);
    const legM = Math.sqrt(east * east + north * north);
    this.#leg.cos = legM > 1e-6 ? east / legM : this.#at.cos;
    this.#leg.sin = legM > 1e-6 ? north / legM : this.#at.sin;
  }

  #drive(forS: number): void {
    const at = this.#at;
    if (at.top === 0) return;
    if (at.turnsS > 0) {
      at.turnsS -= forS;
      return;
    }
    if (this.#count === 0) at.speed = Math.max(0, at.speed - this.#settings.brakingMS2 * forS);
    if (this.#count <= 0) {
      at.x += at.cos * at.speed * forS;
      at.y += at.sin * at.speed * forS;
      return;
    }
    at.speed = Math.min(at.top, at.speed + this.#settings.brakingMS2 * forS, this.#allowedMS());
    this.#follow(at.speed * forS);
  }

  /** Moves along the route; stands at its end. */
  #follow(wayM: number): void {
    const at = this.#at;
    for (let left = wayM; left > 0 && at.node < this.#count; ) {
      const [east, north] = [(this.#laneX[at.node] as number) - at.x, (this.#laneY[at.node] as number) - at.y];
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
      if (this.#settings.bendSpeedMS < STANDS_MS && this.#turnsOnSpot()) return;
    }
  }

  /** Begins to turn on the spot where the way goes on round a sharp bend. */
  #turnsOnSpot(): boolean {
    const at = this.#at;
    if (at.node >= this.#count) return false;
    const [east, north] = [(this.#laneX[at.node] as number) - at.x, (this.#laneY[at.node] as number) - at.y];
    const legM = Math.sqrt(east * east + north * north);
    const cos = legM > 1e-6 ? (east * at.cos + north * at.sin) / legM : 1;
    if (cos >= SHARP_COS) return false;
    at.speed = 0;
    at.turnsS = this.#settings.turnRadS > 0 ? Math.acos(Math.max(-1, cos)) / this.#settings.turnRadS : 0;
    return true;
  }

  /** The highest speed from which the vehicle still brakes in time for the end and the next bend. */
  #allowedMS(): number {
    const { brakingMS2, bendSpeedMS } = this.#settings;
    let [fromX, fromY, cos, sin] = [this.#at.x, this.#at.y, this.#at.cos, this.#at.sin];
    const reachM = (this.#at.speed * this.#at.speed) / (2 * brakingMS2);
    let wayM = 0;
    for (let node = this.#at.node; node < this.#count; node++) {
      const [east, north] = [(this.#laneX[node] as number) - fromX, (this.#laneY[node] as number) - fromY];
      const legM = Math.sqrt(east * east + north * north);
      const isSharp = legM > 1e-6 && (east * cos + north * sin) / legM < SHARP_COS;
      if (isSharp) return Math.max(CREEPS_MS, Math.sqrt(bendSpeedMS * bendSpeedMS + 2 * brakingMS2 * wayM));
      wayM += legM;
      if (wayM > reachM) return Number.POSITIVE_INFINITY;
      if (legM > 1e-6) [cos, sin] = [east / legM, north / legM];
      [fromX, fromY] = [this.#laneX[node] as number, this.#laneY[node] as number];
    }
    return Math.max(CREEPS_MS, Math.sqrt(2 * brakingMS2 * wayM));
  }
}
