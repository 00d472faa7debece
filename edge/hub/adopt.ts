/** Gives a hub the edges of another one that is gone for good (rule HU12). */
import { EdgeError } from "../contracts/errors.ts";
import { openLink } from "../fleet/link/server.ts";
import { isEdgeId, LINK_OF_HUBS } from "../fleet/wire/subjects.ts";
import { DEFAULT_NAME, type HubConfig } from "./config.ts";
import { HubFolder } from "./hub-folder.ts";
import { partitionOf } from "./owner-table.ts";
import { Ownership } from "./ownership.ts";
import { isThere } from "./presence.ts";

export interface Adopted {
  readonly partitions: readonly number[];
  /** Hubs that had them. */
  readonly from: readonly string[];
}

/**
 * @param who name of a hub, or id of an edge, whose partition is taken with every edge in it
 * Rejects with EdgeError `conflict` while a hub that has them runs, and `not-found` where nobody has such edges.
 */
export async function adopt(config: HubConfig, dataDir: string, who: string): Promise<Adopted> {
  const name = config.name ?? DEFAULT_NAME;
  const folder = HubFolder.open(dataDir);
  const link = await openLink(config, LINK_OF_HUBS);
  try {
    const ownership = await Ownership.open(link, {
      name,
      folder,
      partitions: config.partitions,
      replicas: config.replicas,
    });
    const { owners, partitions: count } = ownership.table;
    const others = [...owners].filter(([, owner]) => owner.folder !== folder.uid);
    let taken = others.filter(([, { hub }]) => hub === who);
    if (taken.length === 0 && isEdgeId(who))
      taken = others.filter(([partition]) => partition === partitionOf(who, count));
    const from = [...new Set(taken.map(([, { hub }]) => hub))];
    if (taken.length === 0)
      throw new EdgeError("not-found", `no other hub has the name ${who}, or an edge with this id`);
    for (const hub of from)
      if (await isThere(link, hub))
        throw new EdgeError("conflict", `hub ${hub} runs: stop it first, or both would take its edges`);
    const partitions = taken.map(([partition]) => partition);
    await ownership.adopt(partitions);
    return { partitions, from };
  } finally {
    await link.close();
  }
}
