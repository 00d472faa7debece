import type { Asset, Plant } from "./plant.ts";

/** A position on the plant's floor, metres, of an asset that reports it in the coordinates of its map. */
export function onFloor(
  { maps }: Pick<Plant, "maps">,
  asset: Pick<Asset, "map">,
  position: readonly [x: number, y: number],
): readonly [x: number, y: number] {
  const map = maps?.find(({ id }) => id === asset.map);
  if (map === undefined) return position;
  const turn = (map.rotateDeg * Math.PI) / 180;
  const [x, y] = [position[0] * map.scale, position[1] * map.scale];
  return [map.x + Math.cos(turn) * x - Math.sin(turn) * y, map.y + Math.sin(turn) * x + Math.cos(turn) * y];
}
