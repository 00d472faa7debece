import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type DrivingSettings, Paths, STEP_S, STEPS } from "./paths.ts";
import type { RoutesAhead } from "./routes-ahead.ts";
import { FOUND, type Found, States, type StateTimes } from "./states.ts";
import type { Tracks } from "./tracks.ts";

export interface ConflictSettings extends DrivingSettings, StateTimes {
  /** Gap between the outlines that counts as too near, metres. */
  readonly nearM: number;
  /** Half the width of a person. */
  readonly personRadiusM: number;
  /** How far ahead people are predicted, s: further ahead they may do anything. */
  readonly peopleAheadS: number;
  /** Probability at which an indication begins; it ends below half of it. */
  readonly probability: number;
  /** Usual change of a person's velocity, m/s², while the prediction runs. */
  readonly personAccelerationMS2: number;
  /** Share of the way driven by which a vehicle is off, such as 0.1. */
  readonly wayErrorShare: number;
  /** Age from which a position is unknown, s. */
  readonly staleS: number;
}

export interface ConflictParts {
  readonly people: Tracks;
  readonly vehicles: Tracks;
  readonly routes: RoutesAhead;
  readonly settings: ConflictSettings;
}

/** No person is faster; further away nobody is looked at. */
const FASTEST_PERSON_MS = 3;
const HORIZON_S = (STEPS - 1) * STEP_S;
/** A deviation of this many sigma is not looked at. */
const FAR_SIGMAS = 3;
/** To stop for another one a vehicle may brake so many times as hard as it usually does. */
const HARDER = 2;
/** Vehicles in one lane look the same way, within 25 degrees. */
const SAME_LANE_COS = Math.cos((25 * Math.PI) / 180);

/**
 * Predicts for each vehicle that moves whether a person or another vehicle will be too near in the next 6 s: the
 * probability that the other's place lies within the vehicle's outline plus the near distance, at the worst step.
 * People go straight on with growing uncertainty, vehicles along their routes (rules LV8 to LV11).
 */
export class ConflictWatch {
  readonly withPeople: States;
  readonly withVehicles: States;
  readonly #parts: ConflictParts;
  readonly #paths: Paths;
  /** Of the pair judged last: the highest probability, and when it is reached for the first time. */
  #probability = 0;
  #aheadS = Number.NaN;

  constructor(parts: ConflictParts) {
    this.#parts = parts;
    // A probability of a person is smooth already, and a tick later is too late.
    this.withPeople = new States(parts.vehicles.capacity, { ...parts.settings, confirmS: 0 });
    this.withVehicles = new States(parts.vehicles.capacity, parts.settings);
    this.#paths = new Paths(parts.vehicles, parts.routes, parts.settings);
  }

  /** Predicts all vehicles. */
  predict(nowUs: Micros): void {
    this.#paths.predict({ nowUs, staleS: this.#parts.settings.staleS });
  }

  /** Judges vehicles against each other. Calls `changed` for each whose indication began or ended. */
  tickVehicles(nowUs: Micros, changed: (vehicle: number) => void): void {
    this.predict(nowUs);
    for (let vehicle = 0; vehicle < this.#parts.vehicles.length; vehicle++) {
      const found = this.#worst(this.withVehicles, vehicle, nowUs);
      if (this.withVehicles.take(vehicle, found, nowUs)) changed(vehicle);
    }
  }

  /** Judges people against the vehicles that `predict` or `tickVehicles` predicted before. */
  tickPeople(nowUs: Micros, changed: (vehicle: number) => void): void {
    for (let vehicle = 0; vehicle < this.#parts.vehicles.length; vehicle++) {
      const found = this.#worst(this.withPeople, vehicle, nowUs);
      if (this.withPeople.take(vehicle, found, nowUs)) changed(vehicle);
    }
  }

  #worst(states: States, vehicle: number, nowUs: Micros): Found {
    const speed = this.#paths.speedMS[vehicle] as number;
    if (Number.isNaN(speed)) return FOUND.unknown;
    const { probability } = this.#parts.settings;
    const limit = states.isStanding[vehicle] === 1 ? probability / 2 : probability;
    const before = states.value[vehicle] as number;
    states.value[vehicle] = 0;
    states.limit[vehicle] = probability;
    const isDoubtful = states === this.withPeople ? this.#amongPeople(vehicle, nowUs) : this.#amongVehicles(vehicle);
    if ((states.value[vehicle] as number) >= limit) return FOUND.indicated;
    if (!isDoubtful) return FOUND.none;
    // What stands by an unknown keeps the figures by which it began.
    if (states.isStanding[vehicle] === 1) states.value[vehicle] = before;
    return FOUND.unknown;
  }

  /** Looks for the person that the vehicle most probably comes too near to. Returns whether an unknown one may be. */
  #amongPeople(vehicle: number, nowUs: Micros): boolean {
    const { people, vehicles, settings } = this.#parts;
    const speed = this.#paths.speedMS[vehicle] as number;
    if (speed === 0) return false;
    const reachM = (FASTEST_PERSON_MS + speed) * HORIZON_S;
    let best = 0;
    let isDoubtful = false;
    for (let person = 0; person < people.length; person++) {
      const latencyS = people.latencyS(person, nowUs);
      if (Number.isNaN(latencyS)) continue;
      const east = (people.smoothX[person] as number) - (vehicles.x[vehicle] as number);
      const north = (people.smoothY[person] as number) - (vehicles.y[vehicle] as number);
      const isFar = east * east + north * north > reachM * reachM;
      if (isFar) continue;
      if (latencyS > settings.staleS) {
        isDoubtful = true;
        continue;
      }
      this.#meetPerson(vehicle, person, latencyS);
      if (this.#probability > best) best = this.#keep(this.withPeople, vehicle, person);
    }
    return isDoubtful;
  }

  #keep(states: States, vehicle: number, other: number): number {
    states.other[vehicle] = other;
    states.value[vehicle] = this.#probability;
    states.aheadS[vehicle] = this.#aheadS;
    return this.#probability;
  }

  #meetPerson(vehicle: number, person: number, latencyS: number): void {
    const { people, vehicles, settings } = this.#parts;
    const { x, y, cos, sin, speedMS, stepMS } = this.#paths;
    const { smoothX, smoothY, vx, vy, varPlace, covariance, varVelocity } = people;
    const [personX, personY] = [smoothX[person] as number, smoothY[person] as number];
    const [east, north] = [vx[person] as number, vy[person] as number];
    const [pp, pv, vv] = [varPlace[person] as number, covariance[person] as number, varVelocity[person] as number];
    const noise = (settings.personAccelerationMS2 * settings.personAccelerationMS2) / 3;
    const wayShare = settings.wayErrorShare * (speedMS[vehicle] as number);
    const margin = settings.personRadiusM + settings.nearM;
    const half = (vehicles.halfLengthM[vehicle] as number) + margin;
    const width = (vehicles.halfWidthM[vehicle] as number) + margin;
    const first = vehicle * STEPS;
    this.#probability = 0;
    const steps = Math.min(STEPS, 1 + Math.round(settings.peopleAheadS / STEP_S));
    for (let step = 0; step < steps; step++) {
      const ahead = step * STEP_S;
      const t = ahead + latencyS;
      const at = first + step;
      // Who comes near a vehicle that stands by then is not in its way.
      if (step > 0 && stepMS[at] === 0) continue;
      const sigma2 = pp + 2 * t * pv + t * t * vv + noise * t * t * t;
      const [dx, dy] = [personX + east * t - (x[at] as number), personY + north * t - (y[at] as number)];
      const across = Math.abs((cos[at] as number) * dy - (sin[at] as number) * dx) - width;
      if (across > 0 && across * across > FAR_SIGMAS * FAR_SIGMAS * sigma2) continue;
      const along = Math.abs((cos[at] as number) * dx + (sin[at] as number) * dy);
      const sigmaAlong = Math.sqrt(sigma2 + wayShare * wayShare * ahead * ahead);
      if (along - half > FAR_SIGMAS * sigmaAlong) continue;
      const sigma = Math.sqrt(sigma2);
      this.#noteStep(within(along, half, sigmaAlong) * within(across + width, width, sigma), ahead);
    }
  }

  /** Looks for the vehicle that this one most probably comes too near to. Returns whether an unknown one may be. */
  #amongVehicles(vehicle: number): boolean {
    const { vehicles } = this.#parts;
    const { speedMS } = this.#paths;
    let best = 0;
    let isDoubtful = false;
    for (let other = 0; other < vehicles.length; other++) {
      if (other === vehicle || !vehicles.hasPlace(other)) continue;
      const speed = speedMS[other] as number;
      const reachM =
        ((speedMS[vehicle] as number) + (speed || 0)) * HORIZON_S + 2 * (vehicles.halfLengthM[other] as number) + 2;
      const east = (vehicles.x[other] as number) - (vehicles.x[vehicle] as number);
      const north = (vehicles.y[other] as number) - (vehicles.y[vehicle] as number);
      if (east * east + north * north > reachM * reachM) continue;
      if (Number.isNaN(speed)) {
        isDoubtful = true;
        continue;
      }
      // Of two that move the first carries the indication; one at rest is in the way of the other.
      if (speedMS[vehicle] === 0 || (speed > 0 && other < vehicle)) continue;
      if (this.#stopsBehind(vehicle, other) || this.#stopsBehind(other, vehicle)) continue;
      this.#meetVehicle(vehicle, other);
      if (this.#probability > best) best = this.#keep(this.withVehicles, vehicle, other);
    }
    return isDoubtful;
  }

  /**
   * Whether a vehicle drives behind the other one in its lane, and far enough behind to stop for it however hard that
   * one brakes: its own control keeps it behind.
   */
  #stopsBehind(vehicle: number, other: number): boolean {
    const { vehicles, settings } = this.#parts;
    const { x, y, cos, sin, speedMS } = this.#paths;
    const [at, to] = [vehicle * STEPS, other * STEPS];
    const [ownCos, ownSin] = [cos[at] as number, sin[at] as number];
    const [east, north] = [(x[to] as number) - (x[at] as number), (y[to] as number) - (y[at] as number)];
    const isAlong = ownCos * (cos[to] as number) + ownSin * (sin[to] as number) >= SAME_LANE_COS;
    const widthM = (vehicles.halfWidthM[vehicle] as number) + (vehicles.halfWidthM[other] as number);
    if (!isAlong || Math.abs(ownCos * north - ownSin * east) > widthM) return false;
    const lengthM = (vehicles.halfLengthM[vehicle] as number) + (vehicles.halfLengthM[other] as number);
    const gapM = ownCos * east + ownSin * north - lengthM - settings.nearM;
    const [own, its] = [speedMS[vehicle] as number, speedMS[other] as number];
    return gapM > 0 && own * own - its * its <= 2 * HARDER * settings.brakingMS2 * gapM;
  }

  /** The other vehicle as three circles along its length. */
  #meetVehicle(vehicle: number, other: number): void {
    const { vehicles, settings } = this.#parts;
    const { x, y, cos, sin, speedMS } = this.#paths;
    const circleM = vehicles.halfWidthM[other] as number;
    const spreadM = Math.max(0, (vehicles.halfLengthM[other] as number) - circleM);
    const half = (vehicles.halfLengthM[vehicle] as number) + circleM + settings.nearM;
    const width = (vehicles.halfWidthM[vehicle] as number) + circleM + settings.nearM;
    const [own, its] = [speedMS[vehicle] as number, speedMS[other] as number];
    const way2 = settings.wayErrorShare * settings.wayErrorShare * (own * own + its * its);
    const place2 = (vehicles.varPlace[vehicle] as number) + (vehicles.varPlace[other] as number);
    this.#probability = 0;
    for (let step = 0; step < STEPS; step++) {
      const [at, to] = [vehicle * STEPS + step, other * STEPS + step];
      const ahead = step * STEP_S;
      const sigmaAlong = Math.sqrt(place2 + way2 * ahead * ahead);
      const sigma = Math.sqrt(place2 + 0.1 * way2 * ahead * ahead);
      for (let circle = -1; circle <= 1; circle++) {
        const dx = (x[to] as number) + circle * spreadM * (cos[to] as number) - (x[at] as number);
        const dy = (y[to] as number) + circle * spreadM * (sin[to] as number) - (y[at] as number);
        const along = Math.abs((cos[at] as number) * dx + (sin[at] as number) * dy);
        const across = Math.abs((cos[at] as number) * dy - (sin[at] as number) * dx);
        if (along - half > FAR_SIGMAS * sigmaAlong || across - width > FAR_SIGMAS * sigma) continue;
        this.#noteStep(within(along, half, sigmaAlong) * within(across, width, sigma), ahead);
      }
    }
  }

  #noteStep(probability: number, aheadS: number): void {
    if (this.#probability < this.#parts.settings.probability && probability > this.#probability) this.#aheadS = aheadS;
    if (probability > this.#probability) this.#probability = probability;
  }
}

/** Probability that a normal variable with this mean and deviation lies within plus and minus `half`. */
function within(mean: number, half: number, sigma: number): number {
  return normal((half - mean) / sigma) - normal((-half - mean) / sigma);
}

/** The normal distribution function by a logistic curve (Bowling et al., J. Ind. Eng. Manag. 2, 2009). */
function normal(z: number): number {
  return 1 / (1 + Math.exp(-1.5976 * z - 0.07056 * z * z * z));
}
