import { type Capability, can } from "../../../edge/contracts/plant/kinds.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { LocalizedText, Tag } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

/** One electricity meter with its consumer. */
export interface Feeder {
  readonly asset: Asset;
  readonly tag: Tag;
  readonly watts: number;
  /** False while its source is silent or its value is bad; such a meter is left out of every sum. */
  readonly live: boolean;
}

export interface EnergyPicture {
  /** The meter at the transformer. */
  readonly plant: Feeder | undefined;
  /** Meters of whole areas. */
  readonly areas: readonly { readonly name: LocalizedText; readonly feeder: Feeder }[];
  /** Meters of single machines. */
  readonly machines: readonly Feeder[];
}

/** Splits the electricity meters by consumer: the incoming supply (transformer), a machine, or an area. */
export function energyPicture(index: PlantIndex, mirror: Mirror): EnergyPicture {
  const feeders: Feeder[] = [];
  for (const asset of index.plant.assets) {
    if (!can(asset, "meters") || (asset.medium ?? "electricity") !== "electricity") continue;
    const tag = index.tagWith(asset.assetUid, "active-power");
    if (tag === undefined) continue;
    const watts = mirror.value(tag.ref) * (tag.unit === "kW" ? 1000 : 1);
    feeders.push({ asset, tag, watts, live: mirror.freshness(tag.ref) === "live" && Number.isFinite(watts) });
  }
  const isOf = ({ asset }: Feeder, capability: Capability): boolean => {
    const metered = asset.meters === undefined ? undefined : index.asset(asset.meters);
    return metered !== undefined && can(metered, capability);
  };
  const isPlant = (feeder: Feeder) => isOf(feeder, "feeds") || /(^|-)PLANT$/i.test(feeder.asset.label);
  const plant = feeders.find(isPlant);
  const rest = feeders.filter((feeder) => feeder !== plant);
  const machines = rest.filter((feeder) => feeder.asset.meters !== undefined && !isOf(feeder, "distributes"));
  const areas = rest
    .filter((feeder) => !machines.includes(feeder))
    .map((feeder) => ({ name: feeder.asset.name, feeder }));
  return {
    plant,
    areas: areas.sort((a, b) => b.feeder.watts - a.feeder.watts),
    machines: machines.sort((a, b) => b.watts - a.watts),
  };
}
