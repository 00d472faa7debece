/** The gas detectors of a plant, and what each reports now (rules LV30 and LV31). */
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import { signalName, type Tag, type TagRef, type TagTable } from "../../contracts/plant/tag.ts";
import type { GasReading } from "../../contracts/safety/gas.ts";
import type { NamedPlace } from "../../contracts/safety/register.ts";
import { isAround } from "../permits/regions.ts";

/** A tag with the role `gas-concentration`. */
export interface GasDetector {
  readonly asset: Plant["assets"][number];
  readonly tag: Tag;
  /** Each tells that it is faulty: those of its component, and those of the detector as a whole. */
  readonly faults: readonly TagRef[];
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
    const channels = own.filter(({ role }) => role === "gas-concentration");
    const components = new Set(channels.map(({ component }) => component));
    const faults = own.filter(({ role }) => role === "gas-fault");
    const { pose } = asset;
    const zone = pose === undefined ? undefined : zones.find(({ polygon }) => isInside(polygon, pose.x, pose.y))?.id;
    return channels.map((tag) => {
      // The fault of another channel says nothing about this one.
      const isOwn = ({ component }: Tag) => component === tag.component || !components.has(component);
      return { asset, tag, faults: faults.filter(isOwn).map(({ ref }) => ref), zone };
    });
  });
}

/** What it reports now: unknown where it is silent, its quality is not good, or it is not known to be sound. */
export function readGas({ asset: { assetUid }, tag, faults }: GasDetector, twin: GasTwin): GasReading {
  const isGood = (ref: TagRef) => twin.isLive(ref) && qualityOf(twin.status(ref)) === "good";
  const isSound = faults.every((fault) => isGood(fault) && twin.value(fault) === 0);
  const value = isGood(tag.ref) && isSound ? twin.value(tag.ref) : Number.NaN;
  const at = twin.time(tag.ref);
  return {
    ...{ assetUid, tag: signalName(tag), unit: tag.unit ?? "" },
    ...{ value: Number.isFinite(value) ? value : null, at: Number.isFinite(at) ? at : null },
  };
}

/** Detectors at a place, in a zone around it, or in its area (rule RE20). */
export function detectorsAround(
  detectors: readonly GasDetector[],
  { place, area }: Pick<NamedPlace, "place" | "area">,
  plant: Pick<Plant, "assets" | "zones">,
): readonly GasDetector[] {
  const isZone = plant.zones.some(({ id }) => id === area.id);
  const isHere = [place, isZone ? { zone: area.id } : { area: area.id }].map((one) => isAround(one, plant));
  return detectors.filter(({ asset }) => isHere.some((is) => is(asset)));
}
