/** Opens the files of a site for its hub. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SideChannel } from "../contracts/fleet/side-channel.ts";
import { DRAWN_FILE } from "../contracts/plant/layout.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { SectionContext } from "../contracts/plant/section.ts";
import type { UplinkConfig } from "./config.ts";
import { SiteFileSet } from "./site-file-set.ts";
import { SiteFiles } from "./site-files.ts";

const KB = 1024;

export interface SiteFilesParts extends Pick<SectionContext, "plant" | "dataDir" | "log" | "now"> {
  readonly channel: SideChannel;
  readonly config: UplinkConfig["files"];
  readonly plantFolder?: string | undefined;
}

export function openSiteFiles({ channel, config, plantFolder, plant, dataDir, log, now }: SiteFilesParts): SiteFiles {
  const drawn = new DrawnPlant(join(dataDir, DRAWN_FILE));
  const files = new SiteFileSet({
    dataDir,
    plantFolder,
    plant: () => drawn.read() ?? plant,
    mostBytes: config.megabytes * KB * KB,
  });
  return new SiteFiles({ channel, files, bytesPerSecond: config.kilobytesPerSecond * KB, log, now });
}

/** The plant with what was drawn since the start, read again only after it has changed. */
class DrawnPlant {
  readonly #path: string;
  #seenMs = 0;
  #plant: Plant | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where nothing was drawn. */
  read(): Plant | undefined {
    const mtimeMs = statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (mtimeMs === this.#seenMs) return this.#plant;
    this.#seenMs = mtimeMs;
    this.#plant = mtimeMs === 0 ? undefined : drawnIn(this.#path);
    return this.#plant;
  }
}

function drawnIn(path: string): Plant | undefined {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { readonly plant?: Plant }).plant;
  } catch {
    return undefined;
  }
}
