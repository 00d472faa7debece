/** The gas detectors of a plant, and what each reports now (rules LV30 and LV31). */
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import type { GasReading } from "../../contracts/safety/gas.ts";

/** A tag with the role `gas-concentration`. */
export interface GasDetector {
  readonly asset: Plant["assets"][number];
  readonly tag: Tag;
  /** Tells that the detector is faulty; undefined where it has no such tag. */
  readonly fault: TagRef | undefined;
  /** The first zone that has it in it, as for machines. */
  readonly zone: string | undefined;
}

export type GasTwin = Pick<TwinReader, "value" | "isLive" | "status" | "time">;

export function gasDetectorsOf(
  { assets, zones }: Pick<Plant, "assets" | "zones">,
  tags: Pick<TagTable, "ofAsset">,
): readonly GasDetector[] {
  return assets.flatMap((asset) => {
    const own = tags.ofAsset(asset.assetUid);
    const fault = own.find(({ role }) => role === "gas-fault")?.ref;
    const { pose } = asset;
    const zone = pose === undefined ? undefined : zones.find(({ polygon }) => isInside(polygon, pose.x, pose.y))?.id;
    return own.filter(({ role }) => role === "gas-concentration").map((tag) => ({ asset, tag, fault, zone }));
  });
}

/** What it reports now: unknown where it is silent, its quality is not good, or it is not known to be sound. */
export function readGas({ asset: { assetUid }, tag, fault }: GasDetector, twin: GasTwin): GasReading {
  const isGood = (ref: TagRef) => twin.isLive(ref) && qualityOf(twin.status(ref)) === "good";
  const isSound = fault === undefined || (isGood(fault) && twin.value(fault) === 0);
  const value = isGood(tag.ref) && isSound ? twin.value(tag.ref) : Number.NaN;
  const at = twin.time(tag.ref);
  return {
    ...{ assetUid, unit: tag.unit ?? "" },
    ...{ value: Number.isFinite(value) ? value : null, at: Number.isFinite(at) ? at : null },
  };
}
