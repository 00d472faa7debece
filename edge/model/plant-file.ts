import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { DRAWN_FILE } from "../contracts/plant/layout.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { LinkRef, Tag } from "../contracts/plant/tag.ts";
import { replaceFileSync } from "../store/replace-file.ts";

/** `DIR/plant.json`: the plant at the last start, so that its history can be read without its config. */
export interface PlantFile {
  readonly version: 1;
  readonly edgeId: string;
  readonly plant: Plant;
  readonly tags: readonly Tag[];
  /** Absent in older files. */
  readonly links?: readonly PlantLink[];
}

/** A link by which tags become stale together. */
export interface PlantLink {
  readonly ref: LinkRef;
  /** Stable name: `source` or `source/device`. */
  readonly name: string;
  readonly source: string;
}

/** Returns false when the disk refuses: the file of the last start stays, and an edge on a full disk still starts. */
export function writePlantFile(dataDir: string, file: Omit<PlantFile, "version">): boolean {
  try {
    replaceFileSync(join(dataDir, "plant.json"), JSON.stringify({ version: 1, ...file } satisfies PlantFile));
    rmSync(join(dataDir, DRAWN_FILE), { force: true });
    return true;
  } catch {
    return false;
  }
}

/** Throws EdgeError `bad-request` where there is none. */
export function readPlantFile(dataDir: string): PlantFile {
  try {
    return parsePlantFile(readFileSync(join(dataDir, "plant.json"), "utf8"));
  } catch (error) {
    throw new EdgeError(
      "bad-request",
      `${dataDir} has no plant.json that can be read; give the data folder of an edge with --data-dir, and start ` +
        "that edge once",
      { cause: error },
    );
  }
}

export function parsePlantFile(text: string): PlantFile {
  const file = JSON.parse(text) as PlantFile;
  if (file.version !== 1)
    throw new RangeError(`plant.json has version ${String(file.version)}; this gemba reads version 1`);
  return file;
}
