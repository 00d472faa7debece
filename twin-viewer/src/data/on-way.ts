import type { Spot } from "../../../edge/contracts/plant/road-map.ts";

/** A place on a way: metres, and the direction of the drive, radians from east. */
export interface OnWay {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** The place after a share of a way, from 0 to 1; undefined for a way without a corner. */
export function alongWay(way: readonly Spot[], share: number): OnWay | undefined {
  const lengths = way.slice(1).map(([x, y], i) => Math.hypot(x - (way[i]?.[0] ?? 0), y - (way[i]?.[1] ?? 0)));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  let yaw = 0;
  for (const [i, length] of lengths.entries()) {
    const [[ax, ay], [bx, by]] = [way[i] as Spot, way[i + 1] as Spot];
    if (length === 0) continue;
    yaw = Math.atan2(by - ay, bx - ax);
    if (left <= length) return { x: ax + ((bx - ax) * left) / length, y: ay + ((by - ay) * left) / length, yaw };
    left -= length;
  }
  const last = way.at(-1);
  return last === undefined ? undefined : { x: last[0], y: last[1], yaw };
}
