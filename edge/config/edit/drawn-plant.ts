import { join } from "node:path";
import { DRAWN_FILE } from "../../contracts/plant/layout.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { replaceFileSync } from "../../store/replace-file.ts";

/**
 * Keeps the plant as it is drawn now in the data folder, until the next start writes the plant file anew. Where the
 * disk refuses, the config still has the drawing.
 */
export function writeDrawnPlant(dataDir: string, plant: Plant): void {
  try {
    replaceFileSync(join(dataDir, DRAWN_FILE), JSON.stringify({ version: 1, plant }));
  } catch {
    // Only the hub shows the drawing of before until the next start.
  }
}
