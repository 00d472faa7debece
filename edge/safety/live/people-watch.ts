/** Occupancy, people alone and people without movement: functions of the tracks, without identity. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { Tracks } from "./tracks.ts";

/** Movement within this distance is none: the error of positions. */
const STILL_M = 0.8;

export interface PeopleWatchSettings {
  readonly staleS: number;
  readonly loneAfterS: number;
  readonly loneWithinM: number;
  readonly downAfterS: number;
}

/** People in a zone: as far as sensors know, and how many of unknown place were last seen there. */
export interface Occupancy {
  readonly zone: string;
  readonly known: number;
  readonly unknown: number;
}

/** Counts people in each zone. A zone without anybody is in the list, with its unknown ones. Pure. */
export function occupancyOf(
  people: Tracks,
  { zones, nowUs, staleS }: { readonly zones: readonly Zone[]; readonly nowUs: Micros; readonly staleS: number },
): readonly Occupancy[] {
  return zones.map(({ id, polygon }) => {
    let [known, unknown] = [0, 0];
    for (let row = 0; row < people.length; row++) {
      const latencyS = people.latencyS(row, nowUs);
      if (Number.isNaN(latencyS) || !isInside(polygon, people.x[row] as number, people.y[row] as number)) continue;
      if (latencyS <= staleS) known++;
      else unknown++;
    }
    return { zone: id, known, unknown };
  });
}

/** Since when each person has been alone, and has not moved. */
export class PeopleWatch {
  readonly #people: Tracks;
  readonly #settings: PeopleWatchSettings;
  readonly #aloneSinceUs: Float64Array;
  readonly #stillSinceUs: Float64Array;
  readonly #stillX: Float64Array;
  readonly #stillY: Float64Array;

  constructor(people: Tracks, settings: PeopleWatchSettings) {
    const column = () => new Float64Array(people.capacity).fill(Number.NaN);
    this.#people = people;
    this.#settings = settings;
    [this.#aloneSinceUs, this.#stillSinceUs] = [column(), column()];
    [this.#stillX, this.#stillY] = [column(), column()];
  }

  /** Looks at all people. Call it about once a second. */
  tick(nowUs: Micros): void {
    for (let row = 0; row < this.#people.length; row++) {
      const latencyS = this.#people.latencyS(row, nowUs);
      if (Number.isNaN(latencyS)) {
        this.#aloneSinceUs[row] = Number.NaN;
        this.#stillSinceUs[row] = Number.NaN;
      } else if (latencyS <= this.#settings.staleS) {
        this.#still(row, nowUs);
        if (!this.#isAlone(row)) this.#aloneSinceUs[row] = Number.NaN;
        else if (Number.isNaN(this.#aloneSinceUs[row] as number)) this.#aloneSinceUs[row] = nowUs;
      }
    }
  }

  /** Whether a person has been alone for long: nobody is near, not even somebody whose place is unknown by now. */
  isLone(row: number, nowUs: Micros): boolean {
    return nowUs - (this.#aloneSinceUs[row] as number) >= this.#settings.loneAfterS * 1e6;
  }

  /** Whether a person has not moved for long. */
  isDown(row: number, nowUs: Micros): boolean {
    return nowUs - (this.#stillSinceUs[row] as number) >= this.#settings.downAfterS * 1e6;
  }

  #still(row: number, nowUs: Micros): void {
    const [x, y] = [this.#people.x[row] as number, this.#people.y[row] as number];
    const way = Math.hypot(x - (this.#stillX[row] as number), y - (this.#stillY[row] as number));
    if (way <= STILL_M && !Number.isNaN(this.#stillSinceUs[row] as number)) return;
    this.#stillX[row] = x;
    this.#stillY[row] = y;
    this.#stillSinceUs[row] = nowUs;
  }

  #isAlone(row: number): boolean {
    const { x, y } = this.#people;
    const within2 = this.#settings.loneWithinM ** 2;
    for (let other = 0; other < this.#people.length; other++) {
      if (other === row || !this.#people.hasPlace(other)) continue;
      const [east, north] = [(x[other] as number) - (x[row] as number), (y[other] as number) - (y[row] as number)];
      if (east * east + north * north <= within2) return false;
    }
    return true;
  }
}
