import type { Plant } from "../plants/machining/plant.ts";
import { JsonLines } from "./json-lines.ts";

/**
 * Writes the ground truth of a run as JSON Lines: events of the plant (places of pieces and pallets, operations, states
 * of machines), and facts that nobody in the plant can know (faults, true quality, people each second, remaining life
 * each minute). Returns functions that flush and close the file.
 */
export function writeGroundTruth(plant: Plant, path: string, run: object): { flush(): void; close(): void } {
  const lines = new JsonLines(path);
  const end = new AbortController();
  lines.write({ type: "run", timeMs: plant.nowMs, ...run });
  for (const event of plant.snapshot()) lines.write(event);
  plant.onEvent((event) => lines.write(event), end.signal);
  plant.onTruth((event) => lines.write(event), end.signal);
  return {
    flush: () => lines.flush(),
    close() {
      end.abort();
      lines.close();
    },
  };
}
