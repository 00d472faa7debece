import type { Asset, Zone } from "../../../edge/contracts/plant/plant.ts";
import { onFloor } from "../../../edge/contracts/plant/plant-position.ts";
import { isInside } from "../../../edge/contracts/plant/robot-zone.ts";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";
import { toSi } from "./units.ts";

/** Place of a person or vehicle, as its own sensors report it. There is no "not in danger". */
export interface Whereabouts {
  readonly asset: Asset;
  /** False when the source of a coordinate is silent or a coordinate is not good: the place is then unknown. */
  readonly isKnown: boolean;
  /** Metres on the plant's floor; the last known ones while it is not known. */
  readonly at: readonly [x: number, y: number];
  /** Zones around it, the smallest first, including those with a safeguard. */
  readonly zones: readonly Zone[];
  /** Age of the older coordinate, milliseconds; undefined without any. */
  readonly ageMs: number | undefined;
  /** The tag of the east coordinate, for a trend. */
  readonly tag: Tag;
}

/** Vehicles and people with a position, people first. */
export function whereabouts(index: PlantIndex, mirror: Mirror, nowMs: number): readonly Whereabouts[] {
  const found = index.plant.assets.flatMap((asset): Whereabouts[] => {
    const x = index.tagWith(asset.assetUid, "agv-x") ?? index.tagWith(asset.assetUid, "person-x");
    const y = index.tagWith(asset.assetUid, "agv-y") ?? index.tagWith(asset.assetUid, "person-y");
    if (x === undefined || y === undefined) return [];
    const isKnown = [x, y].every(
      (tag) => mirror.freshness(tag.ref) === "live" && Number.isFinite(mirror.value(tag.ref)),
    );
    const oldest = Math.min(mirror.time(x.ref), mirror.time(y.ref));
    const [east, north] = onFloor(index.plant, asset, [
      mirror.value(x.ref) * toSi(x.unit),
      mirror.value(y.ref) * toSi(y.unit),
    ]);
    const zones = isKnown
      ? index.plant.zones.filter(({ polygon }) => isInside(polygon, east, north)).sort((a, b) => areaOf(a) - areaOf(b))
      : [];
    const at = [east, north] as const;
    return [{ asset, isKnown, at, zones, ageMs: Number.isFinite(oldest) ? nowMs - oldest / 1000 : undefined, tag: x }];
  });
  const isPerson = ({ tag }: Whereabouts): number => Number(tag.role === "person-x");
  return found.sort((a, b) => isPerson(b) - isPerson(a) || Number(a.isKnown) - Number(b.isKnown));
}

/** Shoelace formula. */
function areaOf({ polygon }: Zone): number {
  let twice = 0;
  for (const [i, [x, y]] of polygon.entries()) {
    const [nx, ny] = polygon[(i + 1) % polygon.length] as readonly [number, number];
    twice += x * ny - nx * y;
  }
  return Math.abs(twice) / 2;
}
