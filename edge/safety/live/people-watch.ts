/** Occupancy, people alone and people without movement: functions of the tracks, without identity. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { Tracks } from "./tracks.ts";

/** Movement within this distance is none: the error of positions. */
const STILL_M = 0.8;
/** The time without movement in equal parts, whose mean positions are compared. */
const PARTS = 12;
/** Fewer measurements in a part say nothing about small movement; a source at the bound is judged in one way. */
const LEAST_IN_PART = { begins: 4, ends: 3 };
/** Of somebody who lies, means of parts differ by the error of measurement alone: a quotient of variances, a sway. */
const MOST_QUOTIENT = { begins: 2, ends: 5 };
const SWAY_M2 = 0.03 * 0.03;

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
  /** Of the part in progress: measurements, their sums and that of their squares, and the newest of them. */
  readonly #part: Record<"count" | "x" | "y" | "squares" | "beganUs" | "sensedUs", Float64Array>;
  /** Of the parts before: mean position, variance within, and measurements; by row, a ring. */
  readonly #meanX: Float64Array;
  readonly #meanY: Float64Array;
  readonly #within: Float64Array;
  readonly #counts: Float64Array;
  readonly #parts: Int32Array;
  /** Whether its parts are compared, and whether it has not moved for long, as the last look judged. */
  readonly #isCompared: Uint8Array;
  readonly #isDown: Uint8Array;

  constructor(people: Tracks, settings: PeopleWatchSettings) {
    const column = () => new Float64Array(people.capacity).fill(Number.NaN);
    this.#people = people;
    this.#settings = settings;
    [this.#aloneSinceUs, this.#stillSinceUs] = [column(), column()];
    [this.#stillX, this.#stillY] = [column(), column()];
    const [count, x, y, squares, beganUs, sensedUs] = Array.from({ length: 6 }, column) as [
      ...[Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array],
    ];
    this.#part = { count, x, y, squares, beganUs, sensedUs };
    const ring = () => new Float64Array(people.capacity * PARTS);
    [this.#meanX, this.#meanY, this.#within, this.#counts] = [ring(), ring(), ring(), ring()];
    this.#parts = new Int32Array(people.capacity);
    [this.#isCompared, this.#isDown] = [new Uint8Array(people.capacity), new Uint8Array(people.capacity)];
  }

  /** Looks at all people. Call it about once a second. */
  tick(nowUs: Micros): void {
    for (let row = 0; row < this.#people.length; row++) {
      const latencyS = this.#people.latencyS(row, nowUs);
      if (Number.isNaN(latencyS)) {
        this.#aloneSinceUs[row] = Number.NaN;
        this.#stillSinceUs[row] = Number.NaN;
        this.#isDown[row] = 0;
      } else if (latencyS <= this.#settings.staleS) {
        this.#still(row, nowUs);
        const isLong = nowUs - (this.#stillSinceUs[row] as number) >= this.#settings.downAfterS * 1e6;
        this.#isDown[row] = isLong && this.#isQuiet(row) ? 1 : 0;
        if (!this.#isAlone(row)) this.#aloneSinceUs[row] = Number.NaN;
        else if (Number.isNaN(this.#aloneSinceUs[row] as number)) this.#aloneSinceUs[row] = nowUs;
      }
    }
  }

  /** Takes the measurements that are new, and ends parts in time. Call it as often as measurements come. */
  measure(nowUs: Micros): void {
    const { count, x, y, squares, sensedUs } = this.#part;
    for (let row = 0; row < this.#people.length; row++) {
      const at = this.#people.sensedUs[row] as number;
      if (!this.#people.hasPlace(row) || Number.isNaN(this.#stillSinceUs[row] as number)) continue;
      if (this.#people.latencyS(row, nowUs) <= this.#settings.staleS) this.#endPart(row, nowUs);
      if (at === sensedUs[row]) continue;
      sensedUs[row] = at;
      // From the place where stillness began, so that squares keep their digits.
      const east = (this.#people.x[row] as number) - (this.#stillX[row] as number);
      const north = (this.#people.y[row] as number) - (this.#stillY[row] as number);
      count[row] = (count[row] as number) + 1;
      x[row] = (x[row] as number) + east;
      y[row] = (y[row] as number) + north;
      squares[row] = (squares[row] as number) + east * east + north * north;
    }
  }

  /** Whether a person has been alone for long: nobody is near, not even somebody whose place is unknown by now. */
  isLone(row: number, nowUs: Micros): boolean {
    return nowUs - (this.#aloneSinceUs[row] as number) >= this.#settings.loneAfterS * 1e6;
  }

  /** Where a person began not to move: errors of measurement change no zone. */
  stillPlace(row: number): readonly [x: number, y: number] {
    return [this.#stillX[row] as number, this.#stillY[row] as number];
  }

  /** Whether a person has not moved for long. */
  isDown(row: number): boolean {
    return this.#isDown[row] === 1;
  }

  /**
   * Whether the person does not even sway or step: the means of the parts differ no more than the error of measurement
   * makes them (one-way analysis of variance). Sources that seldom measure cannot say; then stillness is enough.
   */
  #isQuiet(row: number): boolean {
    const parts = Math.min(PARTS, this.#parts[row] as number);
    const first = row * PARTS;
    let [measured, x, y, squares, within] = [0, 0, 0, 0, 0];
    for (let at = first; at < first + parts; at++) {
      const [east, north] = [this.#meanX[at] as number, this.#meanY[at] as number];
      measured += this.#counts[at] as number;
      x += east;
      y += north;
      squares += east * east + north * north;
      within += this.#within[at] as number;
    }
    const least = this.#isCompared[row] === 1 ? LEAST_IN_PART.ends : LEAST_IN_PART.begins;
    const isCompared = parts > 0 && measured >= least * parts;
    this.#isCompared[row] = isCompared ? 1 : 0;
    if (!isCompared || parts < PARTS - 1) return !isCompared;
    const between = (squares - (x * x + y * y) / parts) / (parts - 1);
    const most = this.#isDown[row] === 1 ? MOST_QUOTIENT.ends : MOST_QUOTIENT.begins;
    return between <= most * Math.max(within / measured, SWAY_M2);
  }

  /** Ends a part after its share of the time. */
  #endPart(row: number, nowUs: Micros): void {
    const { count, x, y, squares, beganUs } = this.#part;
    const shareUs = (this.#settings.downAfterS / PARTS) * 1e6;
    const lasted = nowUs - (beganUs[row] as number);
    if (lasted < shareUs) return;
    const measured = count[row] as number;
    const at = row * PARTS + ((this.#parts[row] as number) % PARTS);
    const [meanX, meanY] = [(x[row] as number) / Math.max(1, measured), (y[row] as number) / Math.max(1, measured)];
    const left = (squares[row] as number) - measured * (meanX * meanX + meanY * meanY);
    this.#meanX[at] = meanX;
    this.#meanY[at] = meanY;
    this.#within[at] = measured > 1 ? Math.max(0, left) / (measured - 1) : 0;
    this.#counts[at] = measured;
    this.#parts[row] = (this.#parts[row] as number) + 1;
    // Parts are equal whenever it is called; after a gap they begin anew.
    this.#beginPart(row, lasted < 2 * shareUs ? nowUs - (lasted - shareUs) : nowUs);
  }

  #beginPart(row: number, fromUs: Micros): void {
    const { count, x, y, squares, beganUs } = this.#part;
    for (const column of [count, x, y, squares]) column[row] = 0;
    beganUs[row] = fromUs;
  }

  #still(row: number, nowUs: Micros): void {
    const [x, y] = [this.#people.x[row] as number, this.#people.y[row] as number];
    const way = Math.hypot(x - (this.#stillX[row] as number), y - (this.#stillY[row] as number));
    if (way <= STILL_M && !Number.isNaN(this.#stillSinceUs[row] as number)) return;
    this.#parts[row] = 0;
    this.#isCompared[row] = 0;
    this.#beginPart(row, nowUs);
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
