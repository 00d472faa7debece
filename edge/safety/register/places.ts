/** Names, areas and positions of places. Pure. */
import { areaPathOf, isBelow } from "../../contracts/plant/equipment-path.ts";
import type { Plant, Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { NamedPlace, Place } from "../../contracts/safety/register.ts";

/** The parts of a plant that places are about. */
export interface PlaceContext {
  readonly assets: readonly Pick<Plant["assets"][number], "label" | "name" | "equipmentPath" | "pose">[];
  readonly zones: readonly Zone[];
  readonly places: readonly { readonly path: string; readonly name: LocalizedText }[];
}

type Point = { readonly x: number; readonly y: number };

/** A place that the plant no longer has keeps the name that it is written with. */
export function namedPlace({ asset, zone, area }: Place, plant: PlaceContext): NamedPlace {
  if (asset !== undefined) return placeOfAsset(asset, plant);
  if (zone !== undefined) return placeOfZone(zone, plant);
  const path = area ?? "";
  const known = nameOfPath(path, plant);
  return { place: { area: path }, name: known, area: areaOfPath(path, plant), position: null };
}

function placeOfAsset(label: string, plant: PlaceContext): NamedPlace {
  const place = { asset: label };
  const found = plant.assets.find((one) => one.label === label);
  if (found === undefined) {
    const name = { zh: label, en: label };
    return { place, name, area: { id: "", name: UNKNOWN }, position: null };
  }
  const { name, pose, equipmentPath } = found;
  const position = pose === undefined ? null : { x: pose.x, y: pose.y };
  const zone = position === null ? undefined : areaAt(position, plant);
  const area = zone === undefined ? areaOfPath(equipmentPath, plant) : { id: zone.id, name: zone.name };
  return { place, name: { zh: `${label} ${name.zh}`, en: `${label} ${name.en}` }, area, position };
}

function placeOfZone(id: string, plant: PlaceContext): NamedPlace {
  const found = plant.zones.find((one) => one.id === id);
  if (found === undefined)
    return { place: { zone: id }, name: { zh: id, en: id }, area: { id: "", name: UNKNOWN }, position: null };
  const position = middleOf(found);
  const around = found.kind === "area" ? found : (areaAt(position, plant) ?? found);
  return { place: { zone: id }, name: found.name, area: { id: around.id, name: around.name }, position };
}

const UNKNOWN: LocalizedText = { zh: "未知区域", en: "Unknown area" };

function areaOfPath(path: string, plant: PlaceContext): NamedPlace["area"] {
  const id = areaPathOf(path);
  return { id, name: nameOfPath(id, plant) };
}

function nameOfPath(path: string, { places }: PlaceContext): LocalizedText {
  const last = path.split("/").at(-1) ?? path;
  return places.find((one) => one.path === path)?.name ?? { zh: last, en: last };
}

function areaAt({ x, y }: Point, { zones }: PlaceContext): Zone | undefined {
  return zones.find((zone) => zone.kind === "area" && isInside(zone.polygon, x, y));
}

/** Mean of the corners: inside of convex zones, near enough of others. */
function middleOf({ polygon }: Zone): Point {
  const sum = polygon.reduce(([a, b], [x, y]) => [a + x, b + y] as const, [0, 0] as const);
  return { x: sum[0] / polygon.length, y: sum[1] / polygon.length };
}

/** Whether the plant has this place. */
export function hasPlace({ asset, zone, area }: Place, { assets, zones, places }: PlaceContext): boolean {
  if (asset !== undefined) return assets.some(({ label }) => label === asset);
  if (zone !== undefined) return zones.some(({ id }) => id === zone);
  const paths = [...places.map(({ path }) => path), ...assets.map(({ equipmentPath }) => equipmentPath)];
  return area !== undefined && paths.some((path) => isBelow(path, area));
}
