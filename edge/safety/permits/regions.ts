/** Whether two places touch, and which assets a place has in it (rule WP9). Pure. */

import { isBelow } from "../../contracts/plant/equipment-path.ts";
import type { Plant, Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { Place } from "../../contracts/safety/register.ts";

type Asset = Pick<Plant["assets"][number], "assetUid" | "label" | "equipmentPath" | "pose">;
interface Plan {
  readonly assets: readonly Asset[];
  readonly zones: readonly Zone[];
}

/** Assets at a place: itself, those whose position is in the zone, those below the path. */
export function assetsAt(place: Place, { assets, zones }: Plan): readonly Asset[] {
  const zone = zones.find(({ id }) => id === place.zone);
  return assets.filter((asset) => {
    if (place.asset !== undefined) return asset.label === place.asset;
    if (place.area !== undefined) return isBelow(asset.equipmentPath, place.area);
    return zone !== undefined && isIn(asset, zone);
  });
}

/** Zones of a place: itself, or those that have the asset in them. */
function zonesAround(place: Place, { assets, zones }: Plan): readonly Zone[] {
  if (place.zone !== undefined) return zones.filter(({ id }) => id === place.zone);
  const asset = assets.find(({ label }) => label === place.asset);
  return asset === undefined ? [] : zones.filter((zone) => isIn(asset, zone));
}

/** Selects assets at a place, or in a zone around it. */
export function isAround(place: Place, plan: Plan): (asset: Pick<Asset, "label" | "pose">) => boolean {
  const labels = new Set(assetsAt(place, plan).map(({ label }) => label));
  const zones = zonesAround(place, plan);
  return (asset) => labels.has(asset.label) || zones.some((zone) => isIn(asset, zone));
}

/** Zones of a place; of those that have the asset in them, areas only where there is no smaller one. */
export function zonesAt(place: Place, plan: Plan): readonly Zone[] {
  const around = zonesAround(place, plan);
  return place.zone === undefined ? withoutAreas(around) : around;
}

/** Cells, aisles and the like; areas only where there is no such zone. */
export function withoutAreas(zones: readonly Zone[]): readonly Zone[] {
  const small = zones.filter(({ kind }) => kind !== "area");
  return small.length > 0 ? small : zones;
}

/** Whether work at one place is work at the other: the same, one in the other, or zones that overlap. */
export function touches(a: Place, b: Place, plan: Plan): boolean {
  const at = assetsAt(b, plan);
  if (assetsAt(a, plan).some(({ label }) => at.some((one) => one.label === label))) return true;
  if (a.area !== undefined && b.area !== undefined) return isBelow(a.area, b.area) || isBelow(b.area, a.area);
  const [one, other] = [a, b].map(({ zone }) => plan.zones.find(({ id }) => id === zone));
  if (one === undefined || other === undefined) return false;
  return one.id === other.id || overlap(one, other);
}

function isIn({ pose }: Pick<Asset, "pose">, { polygon }: Zone): boolean {
  return pose !== undefined && isInside(polygon, pose.x, pose.y);
}

type Point = readonly [x: number, y: number];

/** A corner of one is in the other, or edges cross. */
function overlap({ polygon: a }: Zone, { polygon: b }: Zone): boolean {
  const has = (polygon: Zone["polygon"], corners: Zone["polygon"]) => corners.some(([x, y]) => isInside(polygon, x, y));
  return has(a, b) || has(b, a) || edgesOf(a).some((one) => edgesOf(b).some((other) => cross(one, other)));
}

function edgesOf(polygon: Zone["polygon"]): readonly (readonly [Point, Point])[] {
  return polygon.map((corner, at) => [corner, polygon[(at + 1) % polygon.length] ?? corner]);
}

function cross([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function side([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
}
