import { join } from "node:path";
import { DRAWN_FILE } from "../../contracts/plant/layout.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { replaceFileSync } from "../../store/replace-file.ts";

/**
 * Keeps the plant as it is drawn now in the data folder, until the next start writes the plant file anew. False when
 * the disk refuses: the config has the drawing itself.
 */
export function writeDrawnPlant(dataDir: string, plant: Plant): boolean {
  try {
    replaceFileSync(join(dataDir, DRAWN_FILE), JSON.stringify({ version: 1, plant }));
    return true;
  } catch {
    return false;
  }
}
