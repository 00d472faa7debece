/** Walking distances and ways on a floor: from every place to the nearest of some targets. */
import type { Point, Walkways } from "./walkways.ts";

/**
 * Costs of steps to the 16 neighbours, in fifths of a cell (G. Borgefors, Distance transformations in digital images,
 * CVGIP 34, 1986: 5, 7, 11 err by 2 % at most).
 */
const [STRAIGHT, DIAGONAL, KNIGHT] = [5, 7, 11];
const PER_CELL = 5;
const NOT_REACHED = 0x7fffffff;

interface Step {
  readonly dx: number;
  readonly dy: number;
  readonly cost: number;
  /** Cells beside the step, which must be free too: nobody cuts a corner. */
  readonly beside: readonly (readonly [dx: number, dy: number])[];
}

const STEPS: readonly Step[] = [
  ...[-1, 1].flatMap((side): Step[] => [
    { dx: side, dy: 0, cost: STRAIGHT, beside: [] },
    { dx: 0, dy: side, cost: STRAIGHT, beside: [] },
  ]),
  ...[-1, 1].flatMap((dx) =>
    [-1, 1].flatMap((dy): Step[] => [
      {
        dx,
        dy,
        cost: DIAGONAL,
        beside: [
          [dx, 0],
          [0, dy],
        ],
      },
      {
        dx: 2 * dx,
        dy,
        cost: KNIGHT,
        beside: [
          [dx, 0],
          [dx, dy],
        ],
      },
      {
        dx,
        dy: 2 * dy,
        cost: KNIGHT,
        beside: [
          [0, dy],
          [dx, dy],
        ],
      },
    ]),
  ),
];

/** A way to one of the targets. */
export interface Way {
  /** Its place in the list of targets. */
  readonly target: number;
  readonly lengthM: number;
  /** Corners in order, plant metres, from the start to the target. */
  readonly points: readonly Point[];
}

/** Distances to the nearest of some targets, for every cell of a floor (Dial, CACM 12, 1969). */
export class Walking {
  readonly #walkways: Walkways;
  readonly #targets: readonly Point[];
  readonly #cost: Int32Array;
  /** The next cell on the way; itself at a target. */
  readonly #next: Int32Array;
  /** Target that the way of a cell leads to. */
  readonly #target: Int32Array;

  constructor(walkways: Walkways, targets: readonly Point[]) {
    this.#walkways = walkways;
    this.#targets = targets;
    const cells = walkways.blocked.length;
    this.#cost = new Int32Array(cells).fill(NOT_REACHED);
    this.#next = new Int32Array(cells).fill(-1);
    this.#target = new Int32Array(cells).fill(-1);
    this.#spread();
  }

  /** Walking distance from a place, metres, 2 % off at most; undefined where no way is known. */
  distanceM(from: Point): number | undefined {
    const cell = this.#walkways.cellAt(from);
    const cost = cell < 0 ? NOT_REACHED : (this.#cost[cell] as number);
    return cost === NOT_REACHED ? undefined : (cost * this.#walkways.cellM) / PER_CELL;
  }

  /** The way from a place; undefined where none is known. */
  wayFrom(from: Point): Way | undefined {
    const start = this.#walkways.cellAt(from);
    if (start < 0 || this.#cost[start] === NOT_REACHED) return undefined;
    const target = this.#target[start] as number;
    const points = [from, ...this.#corners(start).map((cell) => this.#walkways.pointOf(cell))];
    const end = this.#targets[target] as Point;
    // From the free floor next to start and target, which may stand at a wall.
    if (points.length > 2) points.splice(1, 1);
    points.push(end);
    const lengthM = points.slice(1).reduce((sum, point, at) => {
      const before = points[at] as Point;
      return sum + Math.hypot(point.x - before.x, point.y - before.y);
    }, 0);
    return { target, lengthM, points };
  }

  #spread(): void {
    // Costs differ by the largest step at most, so that as many lists and one are enough.
    const buckets: number[][] = Array.from({ length: KNIGHT + 1 }, () => []);
    let waiting = 0;
    const put = (cell: number, cost: number): void => {
      this.#cost[cell] = cost;
      (buckets[cost % buckets.length] as number[]).push(cell);
      waiting++;
    };
    for (const [target, place] of this.#targets.entries()) {
      const cell = this.#walkways.cellAt(place);
      if (cell < 0 || this.#cost[cell] === 0) continue;
      this.#next[cell] = cell;
      this.#target[cell] = target;
      put(cell, 0);
    }
    for (let cost = 0; waiting > 0; cost++) {
      const bucket = buckets[cost % buckets.length] as number[];
      for (let cell = bucket.pop(); cell !== undefined; cell = bucket.pop()) {
        waiting--;
        if (this.#cost[cell] === cost) this.#leave(cell, cost, put);
      }
    }
  }

  /** Offers the ways through a cell to its neighbours. */
  #leave(cell: number, cost: number, put: (cell: number, cost: number) => void): void {
    const { blocked, columns, rows } = this.#walkways;
    const column = cell % columns;
    const row = (cell - column) / columns;
    for (const { dx, dy, cost: more, beside } of STEPS) {
      if (column + dx < 0 || column + dx >= columns || row + dy < 0 || row + dy >= rows) continue;
      const other = cell + dy * columns + dx;
      if (blocked[other] === 1 || (this.#cost[other] as number) <= cost + more) continue;
      if (beside.some(([x, y]) => blocked[cell + y * columns + x] === 1)) continue;
      this.#next[other] = cell;
      this.#target[other] = this.#target[cell] as number;
      put(other, cost + more);
    }
  }

  /** Cells where the way turns: each is the farthest one ahead that can be reached straight. */
  #corners(start: number): number[] {
    const cells = [start];
    for (let cell = start; this.#next[cell] !== cell; cells.push(cell)) cell = this.#next[cell] as number;
    const corners = [start];
    let at = 0;
    while (at < cells.length - 1) {
      let ahead = at + 1;
      while (ahead + 1 < cells.length && this.#walkways.isStraight(cells[at] as number, cells[ahead + 1] as number))
        ahead++;
      corners.push(cells[ahead] as number);
      at = ahead;
    }
    return corners;
  }
}
