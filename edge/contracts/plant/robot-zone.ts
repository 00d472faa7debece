import { can } from "./kinds.ts";
import type { Asset, Plant, Safeguard, Zone } from "./plant.ts";
import type { Tag, TagTable } from "./tag.ts";

/** A robot zone with its robot and the tags that detect people. */
export interface RobotZone {
  readonly zone: Zone;
  readonly safeguard: Safeguard;
  readonly robot: Asset;
  /** All tags of the robot that report whether a person is inside. Empty: presence is unknown. */
  readonly presence: readonly Tag[];
}

/**
 * Finds the robot of every zone that has a safeguard: the one whose pose lies in the polygon. Zones without a robot
 * are left out.
 */
export function robotZonesOf(plant: Plant, tags: TagTable): RobotZone[] {
  const robots = plant.assets.filter((asset) => can(asset, "handles"));
  const found: RobotZone[] = [];
  for (const zone of plant.zones) {
    if (zone.kind !== "robot-zone" || zone.safeguard === undefined) continue;
    for (const robot of robots) {
      if (robot.pose === undefined || !isInside(zone.polygon, robot.pose.x, robot.pose.y)) continue;
      found.push({
        zone,
        safeguard: zone.safeguard,
        robot,
        presence: tags.ofAsset(robot.assetUid).filter((tag) => tag.role === "presence"),
      });
    }
  }
  return found;
}

/** Even-odd rule: a ray to the east crosses the outline an odd number of times. */
export function isInside(polygon: readonly (readonly [x: number, y: number])[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i] as readonly [number, number];
    const [xj, yj] = polygon[j] as readonly [number, number];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
