/** Finds the tags of each data item. */
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LinkRef, Tag } from "../../../contracts/plant/tag.ts";
import { type Conversion, conversionOf } from "../../../contracts/plant/unit-conversion.ts";
import { type DataItem, type Device, itemsOf, type Probe } from "../agent/probe.ts";
import { ucumOf } from "../agent/units.ts";
import type { MtconnectAddress, MtconnectBinding } from "../config.ts";

/** One tag of a data item. */
export interface Target {
  readonly tag: Tag;
  readonly index: number | undefined;
  readonly codes: ReadonlyMap<string, number> | undefined;
  readonly conversion: Conversion | "unknown" | undefined;
}

/** A data item with its tags. */
export interface BoundItem {
  readonly item: DataItem;
  /** Tags of the whole value. */
  readonly whole: Target[];
  /** Tags of entries, by key; of cells by `entry\ncell`. */
  readonly entries: Map<string, Target[]>;
  /** Time of the newest observation that was taken. */
  newest: Micros;
}

export type Context = SourceContext<MtconnectAddress, MtconnectBinding>;

export interface Plan {
  readonly items: ReadonlyMap<string, BoundItem>;
  /** Data items AVAILABILITY with the links of their devices. */
  readonly availability: ReadonlyMap<string, readonly LinkRef[]>;
  /** Links of devices that the agent has. */
  readonly links: ReadonlySet<LinkRef>;
  /** Devices of assets that the agent does not have. */
  readonly absent: ReadonlyMap<LinkRef, string>;
  /** Bindings that lead to no data item, as `device dataItem`. */
  readonly missing: readonly string[];
  /** Data items whose unit cannot be converted, with both units. */
  readonly unfit: readonly string[];
}

/** The device with this uuid, or the only one with this name. */
export function deviceOf({ devices }: Probe, wanted: string): Device | undefined {
  const named = devices.filter(({ name }) => name === wanted);
  return devices.find(({ uuid }) => uuid === wanted) ?? (named.length === 1 ? named[0] : undefined);
}

/** Turns the bindings of a source into tags by data item. */
export function planOf(probe: Probe, { bound }: Pick<Context, "bound">): Plan {
  const items = new Map<string, BoundItem>();
  const availability = new Map<string, LinkRef[]>();
  const links = new Set<LinkRef>();
  const absent = new Map<LinkRef, string>();
  const missing: string[] = [];
  const unfit: string[] = [];
  const known = new Map<string, ItemIndex>();
  for (const { tag, address, binding } of bound) {
    const device = deviceOf(probe, address.device);
    if (device === undefined) {
      absent.set(tag.link, address.device);
      continue;
    }
    const index = known.get(device.uuid) ?? new ItemIndex(device);
    known.set(device.uuid, index);
    if (!links.has(tag.link))
      for (const id of index.availability) availability.set(id, [...(availability.get(id) ?? []), tag.link]);
    links.add(tag.link);
    if (binding.dataItem === undefined) continue;
    const item = index.find(binding.dataItem);
    if (item === undefined) missing.push(`${address.device} ${binding.dataItem}`);
    else {
      const target = bind(items, item, { tag, binding });
      if (target.conversion === "unknown") unfit.push(`${item.id}: ${item.units ?? ""} to ${tag.unit ?? ""}`);
    }
  }
  return { items, availability, links, absent, missing, unfit };
}

function bind(
  items: Map<string, BoundItem>,
  item: DataItem,
  { tag, binding }: { readonly tag: Tag; readonly binding: MtconnectBinding },
): Target {
  const one = items.get(item.id) ?? { item, whole: [], entries: new Map<string, Target[]>(), newest: Number.NaN };
  items.set(item.id, one);
  const target = targetOf(tag, binding, item);
  const { entry, cell } = binding;
  if (entry === undefined) one.whole.push(target);
  else {
    const key = cell === undefined ? entry : `${entry}\n${cell}`;
    one.entries.set(key, [...(one.entries.get(key) ?? []), target]);
  }
  return target;
}

function targetOf(tag: Tag, { index, map, entry }: MtconnectBinding, item: DataItem): Target {
  const from = ucumOf(item.units);
  const { unit } = tag;
  // Entries have units of their own, which only some agents give.
  const isMeasured = (tag.type === "number" || tag.type === "waveform") && entry === undefined && map === undefined;
  const conversion =
    !isMeasured || from === undefined || unit === undefined || from === unit || unit.startsWith("{")
      ? undefined
      : (conversionOf(from, unit) ?? "unknown");
  return { tag, index, codes: map === undefined ? undefined : new Map(Object.entries(map)), conversion };
}

/** The data items of one device by id, and by the names that one item alone has. */
class ItemIndex {
  readonly #byId = new Map<string, DataItem>();
  readonly #byName = new Map<string, DataItem | undefined>();
  readonly availability: string[] = [];

  constructor(device: Device) {
    for (const { item } of itemsOf(device)) {
      this.#byId.set(item.id, item);
      if (item.name !== undefined) this.#byName.set(item.name, this.#byName.has(item.name) ? undefined : item);
    }
    for (const { id, type } of device.items) if (type === "AVAILABILITY") this.availability.push(id);
  }

  find(wanted: string): DataItem | undefined {
    return this.#byId.get(wanted) ?? this.#byName.get(wanted);
  }
}
