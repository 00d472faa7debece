/** Composition of the model: the data folder, the edge's identity, and the plant with its tags. */
import type { Logger } from "pino";
import { Assignments } from "../model/assignments.ts";
import { lockDataFolder, startEpoch } from "../model/data-folder.ts";
import { type BuiltPlant, buildPlant } from "../model/plant.ts";
import { writePlantFile } from "../model/plant-file.ts";
import { giveBackReserve } from "../model/reserve.ts";
import { TagRegistry } from "../model/tag-registry.ts";
import { type PlantConfig, plugins } from "../plugins.ts";
import type { StopStack } from "./stop-stack.ts";

/** Locks the data folder and builds the plant. From here on the data folder belongs to this edge. */
export function openModel(
  config: PlantConfig,
  { dataDir, log, now }: { readonly dataDir: string; readonly log: Logger; now(): number },
  stop: StopStack,
) {
  giveBackReserve(dataDir);
  const lock = lockDataFolder(dataDir);
  stop.add("data folder", () => lock[Symbol.dispose]());
  const identity = startEpoch(dataDir);
  const built = buildWith(TagRegistry.open(dataDir), config);
  const assignments = Assignments.open(dataDir);
  stop.add("assignments", () => assignments.close());
  assignments.update(built.plant.assets, now());
  const links = built.links.map(({ ref, name, source }) => ({ ref, name, source }));
  const file = { edgeId: identity.edgeId, plant: built.plant, tags: built.tags.all(), links };
  if (!writePlantFile(dataDir, file))
    log.warn({ dataDir }, "plant.json could not be written: exports name the tags of an earlier start");
  return { identity, assignments, ...built };
}

/** Closes the registry after one use: for 100,000 tags it holds 10 MB that nothing needs afterwards. */
function buildWith(registry: TagRegistry, config: PlantConfig): BuiltPlant {
  try {
    return buildPlant(config, registry, plugins);
  } finally {
    registry.close();
  }
}
