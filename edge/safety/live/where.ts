/** Where an asset is on the floor: where the config says, or where it reports to be. */
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { onFloor } from "../../contracts/plant/plant-position.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";

type Asset = Plant["assets"][number];
type Point = readonly [x: number, y: number];

export interface WhereParts {
  readonly plant: Pick<Plant, "maps">;
  readonly tags: Pick<TagTable, "ofAsset">;
  readonly twin: Pick<TwinReader, "value" | "isLive" | "status">;
}

const METRES: Readonly<Record<string, number>> = { m: 1, cm: 0.01, mm: 0.001 };

/** Position that a vehicle reports now, metres; `unknown` where it is silent or bad, undefined: it is no vehicle. */
export function vehiclePlace(asset: Asset, { plant, tags, twin }: WhereParts): Point | "unknown" | undefined {
  const own = tags.ofAsset(asset.assetUid);
  const [x, y] = (["agv-x", "agv-y"] as const).map((role) => own.find((tag) => tag.role === role));
  if (x === undefined || y === undefined) return undefined;
  const isKnown = [x, y].every(({ ref }) => twin.isLive(ref) && qualityOf(twin.status(ref)) === "good");
  const factor = x.unit === y.unit ? (METRES[x.unit ?? ""] ?? Number.NaN) : Number.NaN;
  const place = onFloor(plant, asset, [twin.value(x.ref) * factor, twin.value(y.ref) * factor]);
  return isKnown && place.every(Number.isFinite) ? place : "unknown";
}

/** Where an asset is now, metres; undefined where nothing says it. */
export function placeNow(asset: Asset, parts: WhereParts): Point | undefined {
  const reported = vehiclePlace(asset, parts);
  if (reported === "unknown") return undefined;
  return reported ?? (asset.pose === undefined ? undefined : [asset.pose.x, asset.pose.y]);
}
