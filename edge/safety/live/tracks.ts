import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Span of one of the two windows in which the slowest delivery of a track is remembered. */
const WINDOW_US = 30e6;
/** A gap after which a track says nothing about the velocity of what is at its place now. */
const FORGET_VELOCITY_S = 2;
/** A jump beyond this many deviations is another person or vehicle in the same slot. */
const JUMP_DEVIATIONS = 5;
/**
 * Beyond this square of deviations (99.3 % of a normal error in the plane) it stops, starts or turns: the velocity is
 * uncertain by this much again, (m/s)^2.
 */
const TURNS_DEVIATIONS_2 = 10;
const TURNS_VARIANCE = 0.5;
/** Deviation of a normal error in the plane of which 95 % lie within the accuracy: 1 / sqrt(-2 ln 0.05). */
const DEVIATIONS_PER_ERROR95 = 0.4085;

export interface TrackOptions {
  /** Highest number of tracks; further ones are refused and counted. */
  readonly capacity: number;
  /** Usual change of velocity, m/s² (standard deviation): how fast an estimate of the velocity loses its meaning. */
  readonly accelerationMS2: number;
}

/** An arrival that is further ahead than this says that the edge's clock was set back. */
const AHEAD_US = 0.8e6;

/**
 * People, robots or vehicles as columns, one row each, plant metres and m/s. A reader writes the first five columns
 * and calls `sensed`; the others follow from them. Nothing is allocated after the constructor.
 *
 * Velocity: Kalman filter of constant velocity with white acceleration (Bar-Shalom, Li, Kirubarajan, *Estimation with
 * Applications to Tracking and Navigation*, 2001, 6.2), one covariance for both axes.
 */
export class Tracks {
  readonly capacity: number;
  /** Position as measured. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Bound of the error of the position, metres. */
  readonly accuracyM: Float64Array;
  /** Radius within which 95 of 100 measured positions lie around the true one, metres. */
  readonly error95M: Float64Array;
  /** Time of the measurement by its sensor, and of the arrival, µs UTC. NaN: never measured, or forgotten. */
  readonly sensedUs: Float64Array;
  readonly receivedUs: Float64Array;
  /** Speed that the worst case takes, m/s. */
  readonly speedMS: Float64Array;
  /** How fast a vehicle turns, rad/s. Infinity: it moves in any direction, as a robot's tool. */
  readonly turnRadS: Float64Array;
  /** Direction of the front, rad; half length and half width of the outline; a robot's reach is its `radiusM`. */
  readonly headingRad: Float64Array;
  readonly halfLengthM: Float64Array;
  readonly halfWidthM: Float64Array;
  readonly radiusM: Float64Array;
  /** Time and distance from the command to standstill. */
  readonly stopS: Float64Array;
  readonly stopM: Float64Array;
  /** Estimated position and velocity at `sensedUs`, and their covariance. */
  readonly smoothX: Float64Array;
  readonly smoothY: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  readonly varPlace: Float64Array;
  readonly covariance: Float64Array;
  readonly varVelocity: Float64Array;
  readonly #accelerationMS2: number;
  readonly #filteredUs: Float64Array;
  /** Slowest delivery in this window and in the one before, s. */
  readonly #slowestS: Float64Array;
  readonly #slowestBeforeS: Float64Array;
  readonly #windowUs: Float64Array;
  #length = 0;
  #refused = 0;

  constructor({ capacity, accelerationMS2 }: TrackOptions) {
    const column = (start = 0) => new Float64Array(capacity).fill(start);
    this.capacity = capacity;
    this.#accelerationMS2 = accelerationMS2;
    [this.x, this.y, this.speedMS] = [column(), column(), column()];
    [this.accuracyM, this.error95M] = [column(), column()];
    [this.sensedUs, this.receivedUs, this.#filteredUs] = [column(NaN), column(NaN), column(NaN)];
    [this.headingRad, this.halfLengthM, this.halfWidthM, this.radiusM] = [column(), column(), column(), column()];
    [this.stopS, this.stopM, this.turnRadS] = [column(), column(), column(Number.POSITIVE_INFINITY)];
    [this.smoothX, this.smoothY, this.vx, this.vy] = [column(), column(), column(), column()];
    [this.varPlace, this.covariance, this.varVelocity] = [column(), column(), column()];
    [this.#slowestS, this.#slowestBeforeS, this.#windowUs] = [column(), column(), column(Number.NEGATIVE_INFINITY)];
  }

  get length(): number {
    return this.#length;
  }

  /** Tracks that found no place. */
  get refused(): number {
    return this.#refused;
  }

  /** A new row, or -1 where all are taken. */
  add(): number {
    if (this.#length < this.capacity) return this.#length++;
    this.#refused++;
    return -1;
  }

  /** Frees all rows. */
  clear(): void {
    for (let row = 0; row < this.#length; row++) this.forget(row);
    this.#length = 0;
  }

  /** Forgets the position: nothing is known of it any more, neither where it is nor where it was. */
  forget(row: number): void {
    this.sensedUs[row] = Number.NaN;
    this.receivedUs[row] = Number.NaN;
    this.#filteredUs[row] = Number.NaN;
  }

  /** Whether the row has a position, however old. */
  hasPlace(row: number): boolean {
    return !Number.isNaN(this.sensedUs[row] as number);
  }

  /**
   * Time since the measurement, s; infinite where the edge's clock was set back to before the arrival. Delivery is
   * measured by the sensor's clock; where that clock is ahead of the edge's, delivery is unknown, and the slowest one
   * of the last half to whole minute counts.
   */
  latencyS(row: number, nowUs: Micros): number {
    const sensed = this.sensedUs[row] as number;
    const received = this.receivedUs[row] as number;
    if (received - nowUs > AHEAD_US) return Number.POSITIVE_INFINITY;
    const deliveryS = (received - sensed) / 1e6;
    const heldS = Math.max(0, (nowUs - received) / 1e6);
    return heldS + (deliveryS > 0 ? deliveryS : this.slowestS(row));
  }

  /** The slowest delivery of the last half to whole minute, s. */
  slowestS(row: number): number {
    return Math.max(this.#slowestS[row] as number, this.#slowestBeforeS[row] as number);
  }

  /** Takes the measurement that a reader wrote into the row. Call it once for each. */
  sensed(row: number): void {
    this.#delivered(row);
    const at = this.sensedUs[row] as number;
    const dt = (at - (this.#filteredUs[row] as number)) / 1e6;
    if (dt <= 0) return;
    this.#filteredUs[row] = at;
    if (!(dt <= FORGET_VELOCITY_S)) this.#begin(row);
    else this.#filter(row, dt);
  }

  #delivered(row: number): void {
    const received = this.receivedUs[row] as number;
    if (Math.abs(received - (this.#windowUs[row] as number)) > WINDOW_US) {
      this.#slowestBeforeS[row] = this.#slowestS[row] as number;
      this.#slowestS[row] = 0;
      this.#windowUs[row] = received;
    }
    const deliveryS = (received - (this.sensedUs[row] as number)) / 1e6;
    if (deliveryS > (this.#slowestS[row] as number)) this.#slowestS[row] = deliveryS;
  }

  #begin(row: number): void {
    const deviation = DEVIATIONS_PER_ERROR95 * (this.error95M[row] as number);
    this.smoothX[row] = this.x[row] as number;
    this.smoothY[row] = this.y[row] as number;
    this.vx[row] = 0;
    this.vy[row] = 0;
    this.varPlace[row] = deviation * deviation;
    this.covariance[row] = 0;
    // Nothing is known of the velocity but that it is a person's or a vehicle's.
    this.varVelocity[row] = 1;
  }

  #filter(row: number, dt: number): void {
    const noise = this.#accelerationMS2 * this.#accelerationMS2;
    const deviation = DEVIATIONS_PER_ERROR95 * (this.error95M[row] as number);
    const dx = (this.x[row] as number) - (this.smoothX[row] as number) - dt * (this.vx[row] as number);
    const dy = (this.y[row] as number) - (this.smoothY[row] as number) - dt * (this.vy[row] as number);
    const miss = dx * dx + dy * dy;
    const pv = this.covariance[row] as number;
    const still = this.varVelocity[row] as number;
    const placeOf = (vv: number) =>
      (this.varPlace[row] as number) + 2 * dt * pv + dt * dt * vv + (noise * dt * dt * dt) / 3;
    const isTurning = miss > TURNS_DEVIATIONS_2 * (placeOf(still) + deviation * deviation);
    const vv = isTurning ? still + TURNS_VARIANCE : still;
    const pp = placeOf(vv);
    const total = pp + deviation * deviation;
    if (miss > JUMP_DEVIATIONS * JUMP_DEVIATIONS * total) {
      this.#begin(row);
      return;
    }
    const cross = pv + dt * vv + (noise * dt * dt) / 2;
    const [gain, gainV] = [pp / total, cross / total];
    this.smoothX[row] = (this.x[row] as number) - (1 - gain) * dx;
    this.smoothY[row] = (this.y[row] as number) - (1 - gain) * dy;
    this.vx[row] = (this.vx[row] as number) + gainV * dx;
    this.vy[row] = (this.vy[row] as number) + gainV * dy;
    this.varPlace[row] = (1 - gain) * pp;
    this.covariance[row] = (1 - gain) * cross;
    this.varVelocity[row] = vv + noise * dt - gainV * cross;
  }
}
