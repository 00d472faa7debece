/** Names of the Sparkplug namespace (specification 4.1 and 5.1): which topics and metrics the edge has. */
import type { Asset, Plant, Site } from "../../contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";

const VERSION = "spBv1.0";
/** Aliases below it are metrics of the edge node itself. */
const FIRST_TAG_ALIAS = 16;

/** Metrics of the edge node, by alias. Those of the standard have none. */
export const NodeAlias = { lost: 1, refused: 2 } as const;

/** Topics of one edge node. */
export class NodeTopics {
  readonly group: string;
  readonly node: string;

  constructor(group: string, node: string) {
    this.group = group;
    this.node = node;
  }

  /** Of the node, or of one of its devices. */
  of(message: `${"N" | "D"}${"BIRTH" | "DATA" | "DEATH" | "CMD"}`, device?: string): string {
    const levels = [VERSION, this.group, message, this.node];
    return (device === undefined ? levels : [...levels, device]).join("/");
  }
}

export function stateTopic(host: string): string {
  return `${VERSION}/STATE/${host}`;
}

/** Enterprise and site: the levels that all equipment of an edge has in common. */
export function defaultGroup({ enterprise, id }: Pick<Site, "enterprise" | "id">): string {
  return `${enterprise}-${id}`;
}

export function aliasOf(ref: number): number {
  return ref + FIRST_TAG_ALIAS;
}

/** A device: one asset with its tags. */
export interface Device {
  readonly id: string;
  readonly asset: Asset;
  readonly tags: readonly Tag[];
  readonly dataTopic: string;
}

/** Place of a tag's samples in the columns of `Devices`. */
export const NoDevice = { unknown: -1, withheld: -2 } as const;

/**
 * The devices of a plant, and the device of each tag. Waveforms, and what is about people, are withheld: they have no
 * device and no metric.
 */
export class Devices {
  readonly all: readonly Device[];
  /** By tag: index into `all`, or one of `NoDevice`. */
  readonly #ofRef: Int32Array;

  constructor(plant: Plant, tags: TagTable, topics: NodeTopics) {
    this.#ofRef = new Int32Array(tags.size).fill(NoDevice.unknown);
    const all: Device[] = [];
    const ids = new Set<string>();
    for (const asset of plant.assets) {
      const sent: Tag[] = [];
      for (const tag of tags.ofAsset(asset.assetUid)) {
        const isSent = tag.type !== "waveform" && tag.class !== "personal";
        this.#ofRef[tag.ref] = isSent ? all.length : NoDevice.withheld;
        if (isSent) sent.push(tag);
      }
      if (sent.length === 0) continue;
      const place = deviceIdOf(asset, plant.site);
      // Labels are unique, places need not be.
      const id = ids.has(place) ? `${place}:${levelOf(asset.label)}` : place;
      ids.add(id);
      all.push({ id, asset, tags: sent, dataTopic: topics.of("DDATA", id) });
    }
    this.all = all;
  }

  /** Index of the tag's device, or one of `NoDevice`. */
  indexOf(ref: TagRef): number {
    return this.#ofRef[ref] ?? NoDevice.unknown;
  }
}

/**
 * The place below the site, as in `forming:line-1:cell-1:prs-1`: the slash is MQTT's, and hosts such as Ignition take
 * no dot in a name. An asset without a place of its own has its label.
 */
function deviceIdOf({ equipmentPath, label }: Pick<Asset, "equipmentPath" | "label">, site: Site): string {
  const prefix = `${site.enterprise}/${site.id}/`;
  const place = equipmentPath.startsWith(prefix) ? equipmentPath.slice(prefix.length) : equipmentPath;
  return levelOf(place === "" ? label : place);
}

function levelOf(name: string): string {
  return name.replaceAll("/", ":").replaceAll(/[+#\0]/g, "_");
}

/** Folders of a metric's name are the component's levels. */
export function metricName({ component, signal }: Pick<Tag, "component" | "signal">): string {
  return component === "" ? signal : `${component}/${signal}`;
}
