import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Grid } from "./grid.ts";
import { Separation, type SeparationSettings } from "./separation.ts";
import { FOUND, type Found, States, type StateTimes } from "./states.ts";
import type { Tracks } from "./tracks.ts";

interface DistanceSettings extends SeparationSettings, StateTimes {
  /** Distance beyond the needed one at which an indication ends, metres. */
  readonly hysteresisM: number;
  /** Speed above which a machine moves, m/s; a machine at rest is not approached, it is passed. */
  readonly movesAboveMS: number;
  /** Age from which a position is unknown, s. */
  readonly staleS: number;
}

export interface DistanceParts {
  readonly people: Tracks;
  readonly machines: Tracks;
  readonly floor: { readonly width: number; readonly depth: number };
  readonly settings: DistanceSettings;
}

/**
 * Indicates for each machine that moves whether a person is closer than the needed distance (rules LV3 to LV7). The
 * closest pair by margin is the one that is shown.
 */
export class DistanceWatch {
  readonly states: States;
  readonly separation: Separation;
  readonly #parts: DistanceParts;
  readonly #grid: Grid;
  #fastestMS = 0;
  #worstAccuracyM = 0;
  #isAnyOld = false;

  constructor(parts: DistanceParts) {
    const { people, machines, floor, settings } = parts;
    this.#parts = parts;
    this.states = new States(machines.capacity, settings);
    this.separation = new Separation(people, machines, settings);
    this.#grid = new Grid(floor, people.capacity);
  }

  /** Judges all machines. Calls `changed` for each whose indication began or ended. */
  tick(nowUs: Micros, changed: (machine: number) => void): void {
    const { people, machines, settings } = this.#parts;
    this.separation.at(nowUs);
    this.#grid.fill(people, { nowUs, staleS: settings.staleS });
    this.#survey(nowUs);
    for (let machine = 0; machine < machines.length; machine++)
      if (this.states.take(machine, this.#judge(machine, nowUs), nowUs)) changed(machine);
  }

  /** What the search needs to know of all people. */
  #survey(nowUs: Micros): void {
    const { people, settings } = this.#parts;
    this.#fastestMS = settings.personSpeedMS;
    this.#worstAccuracyM = 0;
    this.#isAnyOld = false;
    for (let row = 0; row < people.length; row++) {
      this.#fastestMS = Math.max(this.#fastestMS, people.speedMS[row] as number);
      this.#worstAccuracyM = Math.max(this.#worstAccuracyM, people.accuracyM[row] as number);
      if (people.latencyS(row, nowUs) > settings.staleS) this.#isAnyOld = true;
    }
  }

  #judge(machine: number, nowUs: Micros): Found {
    const { machines, settings } = this.#parts;
    if (!(machines.latencyS(machine, nowUs) <= settings.staleS)) return FOUND.unknown;
    // Where a speed is unknown, its column holds the highest one.
    if (!((machines.speedMS[machine] as number) > settings.movesAboveMS)) return FOUND.none;
    const reachM = this.#reachM(machine, nowUs);
    const count = this.#grid.near(machines.x[machine] as number, machines.y[machine] as number, reachM);
    const { found } = this.#grid;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < count; at++) least = Math.min(least, this.#note(machine, found[at] as number, least));
    const extra = this.states.isStanding[machine] === 1 ? settings.hysteresisM : 0;
    if (least < extra) return FOUND.indicated;
    return this.#isAnyOld && this.#mayBeNear(machine, nowUs) ? FOUND.unknown : FOUND.none;
  }

  /** The margin of a pair, which becomes the shown one if it is the least so far. */
  #note(machine: number, person: number, least: number): number {
    const { settings, machines } = this.#parts;
    const measured = this.separation.measuredM(person, machine);
    const speed = (machines.speedMS[machine] as number) * this.separation.towards(person, machine);
    if (!(speed > settings.movesAboveMS)) return Number.POSITIVE_INFINITY;
    const needed = this.separation.neededM(person, machine);
    const margin = measured - needed;
    if (margin >= least) return margin;
    this.states.other[machine] = person;
    this.states.value[machine] = measured;
    this.states.limit[machine] = needed;
    this.states.aheadS[machine] = 0;
    return margin;
  }

  /** A person whose position is old may have walked here since: neither near nor far. */
  #mayBeNear(machine: number, nowUs: Micros): boolean {
    const { people } = this.#parts;
    for (let person = 0; person < people.length; person++) {
      if (!(people.latencyS(person, nowUs) > this.#parts.settings.staleS)) continue;
      if (this.separation.measuredM(person, machine) < this.separation.neededM(person, machine)) return true;
    }
    return false;
  }

  /** Nobody with a fresh position outside this radius is nearer to the machine than needed. */
  #reachM(machine: number, nowUs: Micros): number {
    const { machines, settings } = this.#parts;
    const { reactionS, intrusionM, staleS, hysteresisM } = settings;
    const { stopS, stopM, speedMS, accuracyM, halfLengthM, halfWidthM, radiusM } = machines;
    const outline = (halfLengthM[machine] as number) + (halfWidthM[machine] as number) + (radiusM[machine] as number);
    const walked = this.#fastestMS * (reactionS + staleS + (stopS[machine] as number));
    const driven = (speedMS[machine] as number) * (reactionS + machines.latencyS(machine, nowUs));
    const errors = this.#worstAccuracyM + (accuracyM[machine] as number);
    return outline + walked + driven + (stopM[machine] as number) + intrusionM + errors + hysteresisM;
  }
}
