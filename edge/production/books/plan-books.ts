import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRole, TagTable } from "../../contracts/plant/tag.ts";
import type { EnergyConfig } from "../../energy/config.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { MaterialConfig } from "../material/config.ts";
import type { KpisConfig } from "../state/config.ts";
import { signalOf } from "../state/machine-tags.ts";
import type { BooksPlan } from "./protocol.ts";

export interface PlanOptions {
  readonly config: EdgeConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly linkNames: ReadonlyMap<LinkRef, string>;
  readonly dir: string;
  readonly follows: FollowedLog;
  readonly edgeUid: AssetUid;
}

/** Roles that a book goes by. */
const ROLES: ReadonlySet<TagRole> = new Set([
  "item-state",
  "operation-mode",
  "active-power",
  "energy-import",
  "parts-produced",
  "parts-good",
  "parts-scrapped",
]);
const VOLUMES: ReadonlySet<string> = new Set(["m3", "m3/h"]);

/** What the books' thread needs to know. Of 100,000 tags it gets those that a book may go by: a thread has a heap of its own. */
export function planBooks({ config, plant, tags, linkNames, dir, follows, edgeUid }: PlanOptions): BooksPlan {
  const kpis = config.kpis as KpisConfig;
  const material = config.material as MaterialConfig;
  const named = new Set([
    ...kpis.states.map(({ signal }) => signal),
    ...material.results.flatMap(({ signals }) => signals),
    ...material.observations.map(({ signal }) => signal),
  ]);
  const isNeeded = (tag: Tag): boolean =>
    tag.isDerived === true ||
    (tag.role !== undefined && ROLES.has(tag.role)) ||
    VOLUMES.has(tag.unit ?? "") ||
    named.has(signalOf(tag));
  const needed = tags.all().filter(isNeeded);
  return {
    dir,
    follows,
    kpis,
    material,
    energy: config.energy as EnergyConfig,
    plant,
    tags: needed,
    refs: tags.size,
    links: needed.map(({ link }) => linkNames.get(link) ?? ""),
    isSimulated: config.simulated,
    edgeUid,
  };
}
