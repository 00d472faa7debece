/** Where people can walk, as far as the layout shows: the hall without machines, fenced cells and walls. */
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";

/** Side of a cell, metres; a floor with more cells than the bound gets larger ones. */
const FINEST_M = 0.25;
const MOST_CELLS = 250_000;
/** Half the width that a person needs. */
const HALF_BODY_M = 0.3;
/** What hangs higher than this does not stand in the way. */
const HEAD_ROOM_M = 2;
/** A place inside a machine or at a wall is reached from the free floor this near. */
const REACHED_WITHIN_M = 3;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners of a wall in order, plant metres. */
export type Wall = readonly (readonly [x: number, y: number])[];

/** A part of the floor that nobody can pass now. */
export interface Blocked extends Point {
  readonly radiusM: number;
}

/** A raster of the floor. Vehicles and what people leave on the floor are not in it. */
export class Walkways {
  readonly cellM: number;
  readonly columns: number;
  readonly rows: number;
  /** By cell, row after row from the south-west corner: 1 where nobody can walk. */
  readonly blocked: Uint8Array;

  private constructor(cellM: number, columns: number, blocked: Uint8Array) {
    this.cellM = cellM;
    this.columns = columns;
    this.rows = blocked.length / columns;
    this.blocked = blocked;
  }

  static of({ floor, assets, zones }: Pick<Plant, "floor" | "assets" | "zones">, walls: readonly Wall[]): Walkways {
    const cellM = Math.max(FINEST_M, Math.sqrt((floor.width * floor.depth) / MOST_CELLS));
    const columns = Math.max(1, Math.ceil(floor.width / cellM));
    const rows = Math.max(1, Math.ceil(floor.depth / cellM));
    const walkways = new Walkways(cellM, columns, new Uint8Array(columns * rows));
    for (const asset of assets) walkways.#blockAsset(asset);
    for (const { safeguard, polygon } of zones)
      if (safeguard === "fence-interlock") walkways.#block(boundsOf(polygon), ({ x, y }) => isInside(polygon, x, y));
    for (const wall of walls)
      for (const [at, to] of wall.slice(1).entries()) walkways.#blockWall(wall[at] as Wall[number], to);
    return walkways;
  }

  /** The same floor with parts that nobody can pass. */
  without(places: readonly Blocked[]): Walkways {
    if (places.length === 0) return this;
    const copy = new Walkways(this.cellM, this.columns, this.blocked.slice());
    for (const { x, y, radiusM } of places) {
      const bounds = [x - radiusM, y - radiusM, x + radiusM, y + radiusM] as const;
      copy.#block(bounds, (point) => Math.hypot(point.x - x, point.y - y) <= radiusM);
    }
    return copy;
  }

  /** Centre of a cell. */
  pointOf(cell: number): Point {
    const column = cell % this.columns;
    return { x: (column + 0.5) * this.cellM, y: ((cell - column) / this.columns + 0.5) * this.cellM };
  }

  /** The free cell nearest to a place; -1 where none is near. */
  cellAt({ x, y }: Point): number {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return -1;
    const reach = Math.ceil(REACHED_WITHIN_M / this.cellM);
    const [column, row] = [Math.floor(x / this.cellM), Math.floor(y / this.cellM)];
    let [found, least] = [-1, REACHED_WITHIN_M];
    for (let j = Math.max(0, row - reach); j <= Math.min(this.rows - 1, row + reach); j++)
      for (let i = Math.max(0, column - reach); i <= Math.min(this.columns - 1, column + reach); i++) {
        const cell = j * this.columns + i;
        if (this.blocked[cell] === 1) continue;
        const far = Math.hypot((i + 0.5) * this.cellM - x, (j + 0.5) * this.cellM - y);
        if (far <= least) [found, least] = [cell, far];
      }
    return found;
  }

  /** Whether somebody can walk straight from one free cell to another. */
  isStraight(from: number, to: number): boolean {
    const [a, b] = [this.pointOf(from), this.pointOf(to)];
    // Half a cell at a time, so that no cell on the line is left out but at its corners.
    const steps = Math.ceil((2 * Math.hypot(b.x - a.x, b.y - a.y)) / this.cellM);
    for (let step = 1; step < steps; step++) {
      const column = Math.floor((a.x + ((b.x - a.x) * step) / steps) / this.cellM);
      const row = Math.floor((a.y + ((b.y - a.y) * step) / steps) / this.cellM);
      if (this.blocked[row * this.columns + column] === 1) return false;
    }
    return true;
  }

  #blockAsset(asset: Asset): void {
    const { pose, size } = asset;
    if (pose === undefined || size === undefined || can(asset, "moves") || can(asset, "meters")) return;
    if (pose.z >= HEAD_ROOM_M) return;
    const [cos, sin] = [Math.cos((pose.yawDeg * Math.PI) / 180), Math.sin((pose.yawDeg * Math.PI) / 180)];
    const [halfX, halfY] = [size.x / 2 + HALF_BODY_M, size.y / 2 + HALF_BODY_M];
    const reach = Math.hypot(halfX, halfY);
    this.#block([pose.x - reach, pose.y - reach, pose.x + reach, pose.y + reach], ({ x, y }) => {
      const [dx, dy] = [x - pose.x, y - pose.y];
      return Math.abs(cos * dx + sin * dy) < halfX && Math.abs(cos * dy - sin * dx) < halfY;
    });
  }

  #blockWall([ax, ay]: Wall[number], [bx, by]: Wall[number]): void {
    const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
    const bounds = boundsOf([
      [Math.min(ax, bx) - HALF_BODY_M, Math.min(ay, by) - HALF_BODY_M],
      [Math.max(ax, bx) + HALF_BODY_M, Math.max(ay, by) + HALF_BODY_M],
    ]);
    this.#block(bounds, ({ x, y }) => {
      const along = length2 === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2;
      const at = Math.min(1, Math.max(0, along));
      return Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay)) < HALF_BODY_M;
    });
  }

  #block([west, south, east, north]: Bounds, isBlocked: (point: Point) => boolean): void {
    const [first, last] = [Math.floor(west / this.cellM), Math.floor(east / this.cellM)];
    const [bottom, top] = [Math.floor(south / this.cellM), Math.floor(north / this.cellM)];
    for (let row = Math.max(0, bottom); row <= Math.min(this.rows - 1, top); row++)
      for (let column = Math.max(0, first); column <= Math.min(this.columns - 1, last); column++) {
        const cell = row * this.columns + column;
        if (isBlocked(this.pointOf(cell))) this.blocked[cell] = 1;
      }
  }
}

type Bounds = readonly [west: number, south: number, east: number, north: number];

function boundsOf(corners: Wall): Bounds {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
