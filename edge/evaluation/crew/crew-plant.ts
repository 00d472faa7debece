/** The parts of a plant that a maintenance crew knows: components of each asset, and spares that fit them. */

import { componentsOf } from "../../contracts/plant/components.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import type { PlantConfig } from "../../plugins.ts";
import { fitting } from "../../upkeep/parts.ts";

/** A component that a technician examines as a whole: the first level of the asset's components. */
export interface Place {
  readonly path: string;
  readonly kind: string;
}

export interface CrewPlant {
  /** Empty for an asset that the config does not have. */
  placesOf(label: string): readonly Place[];
  /** Numbers of the spare parts that the product names for a component (UP9). */
  sparesOf(label: string, component: string): readonly string[];
}

export function crewPlantOf(
  { assets, maintenance }: Pick<PlantConfig, "assets" | "maintenance">,
  { plant, tags }: { readonly plant: Plant; readonly tags: TagTable },
): CrewPlant {
  const configured = new Map(assets.map((asset) => [asset.label, asset]));
  const built = new Map(plant.assets.map((asset) => [asset.label, asset]));
  const context = { plant, ofAsset: tags.ofAsset };
  return {
    placesOf(label) {
      const asset = built.get(label);
      return asset === undefined ? [] : componentsOf(asset, context).map(({ path, kind }) => ({ path, kind }));
    },
    sparesOf(label, component) {
      const asset = configured.get(label);
      return asset === undefined ? [] : fitting(maintenance.spares, asset, component).map(({ part }) => part);
    },
  };
}
