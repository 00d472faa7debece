import { EdgeError } from "../../../contracts/errors.ts";
import type { Vda5050Config } from "./config.ts";

type CommonPoint = Vda5050Config["maps"][number]["points"][number];

/** Points closer together than this define no direction. */
const MIN_SPREAD_M = 0.5;

/**
 * Lays one vehicle map on the plant's floor: a rotation and a shift, both maps in metres and right-handed (VDA 5050,
 * 5.2).
 */
export class MapTransform {
  /** Root mean square of the distances that remain at the common points, metres. */
  readonly residualM: number;
  /**
   * Best fit of plant metres per map metre. Not applied: it only shows that a map is not in metres, which is a mistake
   * to correct.
   */
  readonly scale: number;
  /** Angle added to headings, rad. */
  readonly rotation: number;
  readonly #cos: number;
  readonly #sin: number;
  readonly #shift: readonly [x: number, y: number];

  /**
   * Least squares over the common points. Throws EdgeError `bad-config` where they are too close together to determine
   * the rotation.
   */
  constructor(mapId: string, points: readonly CommonPoint[]) {
    const mapMean = mean(points.map(({ map }) => map));
    const plantMean = mean(points.map(({ plant }) => plant));
    let dot = 0;
    let cross = 0;
    let mapSpread = 0;
    let plantSpread = 0;
    for (const { map, plant } of points) {
      const [ax, ay] = [at(map, 0) - mapMean[0], at(map, 1) - mapMean[1]];
      const [bx, by] = [at(plant, 0) - plantMean[0], at(plant, 1) - plantMean[1]];
      dot += ax * bx + ay * by;
      cross += ax * by - ay * bx;
      mapSpread += ax * ax + ay * ay;
      plantSpread += bx * bx + by * by;
    }
    if (Math.sqrt(Math.min(mapSpread, plantSpread) / points.length) < MIN_SPREAD_M)
      throw new EdgeError(
        "bad-config",
        `the common points of map ${mapId} lie within ${MIN_SPREAD_M} m of each other; take points that are far apart`,
      );
    this.rotation = Math.atan2(cross, dot);
    this.scale = Math.hypot(dot, cross) / mapSpread;
    this.#cos = Math.cos(this.rotation);
    this.#sin = Math.sin(this.rotation);
    this.#shift = [
      plantMean[0] - this.#cos * mapMean[0] + this.#sin * mapMean[1],
      plantMean[1] - this.#sin * mapMean[0] - this.#cos * mapMean[1],
    ];
    const squares = points.map(
      ({ map, plant }) =>
        (this.x(at(map, 0), at(map, 1)) - at(plant, 0)) ** 2 + (this.y(at(map, 0), at(map, 1)) - at(plant, 1)) ** 2,
    );
    this.residualM = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / points.length);
  }

  x(x: number, y: number): number {
    return this.#cos * x - this.#sin * y + this.#shift[0];
  }

  y(x: number, y: number): number {
    return this.#sin * x + this.#cos * y + this.#shift[1];
  }

  /** A heading on the floor, within -pi to pi. */
  theta(theta: number): number {
    const turned = theta + this.rotation;
    return Math.atan2(Math.sin(turned), Math.cos(turned));
  }
}

function at(point: readonly number[], axis: 0 | 1): number {
  return point[axis] as number;
}

function mean(points: readonly (readonly number[])[]): [x: number, y: number] {
  const sum = points.reduce<[number, number]>(([x, y], point) => [x + at(point, 0), y + at(point, 1)], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}
