/** Compressors and chillers of the config, as the book of loads follows them. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import { signalName, type Tag, type TagRef, type TagTable } from "../../contracts/plant/tag.ts";
import { scaleOf } from "../flow-now.ts";
import type { TariffsConfig } from "./config.ts";
import { UtilityCount, type UtilityQuarter, type UtilityState } from "./utility-quarter.ts";

export interface Utility {
  readonly utility: "compressor" | "chiller";
  readonly asset: Asset;
  /** Pressure that is needed, or the warmest set-point that is allowed. */
  readonly needed: number;
  readonly power: Tag | undefined;
  readonly count: UtilityCount;
}

interface UtilityParts {
  readonly config: Pick<TariffsConfig, "compressors" | "chillers">;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  /** State of the last run, by uid of the asset. */
  stateOf(assetUid: string): UtilityState | undefined;
  /** Calls `take` with each value of a tag. */
  bind(ref: TagRef, take: (value: number) => void): void;
  now(): Micros;
}

/** Names of the signals that the config mentions. */
export function utilitySignals({ compressors, chillers }: UtilityParts["config"]): ReadonlySet<string> {
  return new Set([
    ...compressors.flatMap(({ loaded, pressure }) => [loaded, pressure]),
    ...chillers.map((one) => one.setPoint),
  ]);
}

export function openUtilities({ config, plant, tags, stateOf, bind, now }: UtilityParts): readonly Utility[] {
  const open = (utility: Utility["utility"], label: string, needed: number): readonly Utility[] => {
    const asset = plant.assets.find((one) => one.label === label);
    if (asset === undefined) return [];
    const power = tags.ofAsset(asset.assetUid).find(({ role }) => role === "active-power");
    const count = new UtilityCount(stateOf(asset.assetUid));
    if (power !== undefined) bind(power.ref, (value) => count.setPower(value * scaleOf(power), now()));
    return [{ utility, asset, needed, power, count }];
  };
  const onSignal = ({ asset }: Utility, signal: string, take: (value: number) => void): void => {
    const tag = tags.ofAsset(asset.assetUid).find((one) => signalName(one) === signal);
    if (tag !== undefined) bind(tag.ref, take);
  };
  const compressors = config.compressors.flatMap(({ asset, loaded, pressure, needsBar }) => {
    const opened = open("compressor", asset, needsBar);
    for (const one of opened) {
      onSignal(one, loaded, (value) => one.count.setLoaded(value !== 0));
      onSignal(one, pressure, (value) => one.count.setValue(value));
    }
    return opened;
  });
  const chillers = config.chillers.flatMap(({ asset, setPoint, mostCel }) => {
    const opened = open("chiller", asset, mostCel);
    for (const one of opened) onSignal(one, setPoint, (value) => one.count.setValue(value));
    return opened;
  });
  return [...compressors, ...chillers];
}

/** Sums of quarters; the lowest value and the mean of their means. */
export function sumOf(quarters: readonly UtilityQuarter[]): UtilityQuarter {
  const sum = (of: (one: UtilityQuarter) => number): number => quarters.reduce((total, one) => total + of(one), 0);
  const known = quarters.filter(({ mean }) => !Number.isNaN(mean));
  return {
    loadedS: sum((one) => one.loadedS),
    unloadedS: sum((one) => one.unloadedS),
    loadedKWh: sum((one) => one.loadedKWh),
    unloadedKWh: sum((one) => one.unloadedKWh),
    low: known.reduce((low, one) => Math.min(low, one.low), Number.POSITIVE_INFINITY),
    mean: known.reduce((total, one) => total + one.mean, 0) / known.length,
  };
}
