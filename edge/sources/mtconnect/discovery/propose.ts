/** Proposes types, assets and tags from an agent's probe, with the entries and tools that it has now. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { ProposedAssetType, ProposedComponent, ProposedTag } from "../../../contracts/path/proposed-config.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import { isWritable, kebab, untaken } from "../../config-words.ts";
import { type Component, type DataItem, type Device, itemsOf, type Probe } from "../agent/probe.ts";
import { ucumOf } from "../agent/units.ts";
import { TOOL_FIELDS, type ToolField } from "../tools/fields.ts";
import type { CuttingTool } from "../tools/read-assets.ts";
import type { FoundEntry } from "./entry-keys.ts";
import { isCount, kindOf, roleOf, wordsOf } from "./meanings.ts";
import { MOST_WORD, nameOf, signalOf } from "./names.ts";

/** Tools for which tags are proposed; magazines hold fewer. */
const MOST_TOOLS = 200;
/** Tags of one asset type at most (config schema). */
const MOST_TAGS = 10_000;
const UID = /^[^\s#"]{3,255}$/;

interface ProposedAsset {
  readonly uid: string;
  readonly label: string;
  readonly type: string;
  /** Maker, model and serial number, for people. */
  readonly about: string;
  readonly device: string;
}

export interface Proposal {
  /** The agent, for people. */
  readonly agent: string;
  readonly types: readonly ProposedAssetType[];
  readonly assets: readonly ProposedAsset[];
  /** All data items, and among them the conditions, which need no tags. */
  readonly items: number;
  readonly conditions: number;
  readonly leftOut: readonly string[];
}

interface Found {
  readonly entries: ReadonlyMap<string, readonly FoundEntry[]>;
  readonly tools: readonly CuttingTool[];
}

export function propose(probe: Probe, found: Found): Proposal {
  const labels = new Set<string>();
  const names = new Set<string>();
  const uids = new Set<string>();
  const leftOut: string[] = [];
  const types: ProposedAssetType[] = [];
  // The agent itself is a device too, which is no machine.
  const devices = probe.devices.filter(({ type }) => type !== "Agent");
  const assets = devices.map((device): ProposedAsset => {
    const label = untaken(
      (device.name ?? device.uuid)
        .replace(/[\s"#]+/g, " ")
        .trim()
        .slice(0, 36) || "machine",
      labels,
    );
    const type = untaken(`${kebab(label, MOST_WORD) || "machine"}-type`, names);
    const own = found.tools.filter((tool) => tool.device === device.uuid || devices.length === 1);
    types.push({ name: type, kind: kindOfDevice(device), ...new Draft(device, leftOut).of({ ...found, tools: own }) });
    const uid = UID.test(device.uuid) && !uids.has(device.uuid) ? device.uuid : uuidv7();
    uids.add(uid);
    const about = [device.manufacturer, device.model, device.serialNumber, device.description];
    return { uid, label, type, about: about.filter((part) => part !== undefined).join(" "), device: device.uuid };
  });
  const items = devices.flatMap((device) => [...itemsOf(device)]);
  const conditions = items.filter(({ item }) => item.category === "CONDITION").length;
  const agent = `MTConnect agent ${probe.sender}, version ${probe.version}`;
  return { agent, types, assets, items: items.length, conditions, leftOut };
}

/** Axes say what a machine is; without them it is a box. */
function kindOfDevice(device: Device): string {
  const linear = new Set<string>();
  for (const { path } of itemsOf(device)) {
    const parent = path.at(-1);
    if (parent?.type === "Linear") linear.add((parent.name ?? "").toUpperCase().slice(0, 1));
  }
  if (!linear.has("X") || !linear.has("Z")) return "box";
  return linear.has("Y") ? "machining-centre" : "lathe";
}

/** The tags and components of one device. */
class Draft {
  readonly #device: Device;
  readonly #leftOut: string[];
  readonly #tags: ProposedTag[] = [];
  readonly #keys = new Set<string>();
  readonly #roles = new Set<string>();
  readonly #ids = new Map<Component, string>();
  readonly #takenIds = new Set<string>();

  constructor(device: Device, leftOut: string[]) {
    this.#device = device;
    this.#leftOut = leftOut;
  }

  of({ entries, tools }: Found): Required<Pick<ProposedAssetType, "tags" | "components">> {
    for (const { item, path } of itemsOf(this.#device)) this.#item(item, path, entries.get(item.id) ?? []);
    const components = this.#components();
    for (const tool of tools.filter(({ isRemoved }) => !isRemoved).slice(0, MOST_TOOLS))
      components.push(this.#tool(tool));
    if (this.#tags.length > MOST_TAGS)
      this.#leave(`${this.#tags.length - MOST_TAGS} data items beyond the ${MOST_TAGS} tags of one type`);
    return { tags: this.#tags.slice(0, MOST_TAGS), components };
  }

  #item(item: DataItem, path: readonly Component[], entries: readonly FoundEntry[]): void {
    if (item.category === "CONDITION" || /^ASSET_/.test(item.type)) return;
    if (!isWritable(item.id)) {
      this.#leave(`${item.id}: its id has braces`);
      return;
    }
    const base = { component: this.#idOf(path), signal: signalOf(item), binding: { dataItem: item.id } };
    const unit = unitOf(item);
    if (item.representation === "DATA_SET" || item.representation === "TABLE") this.#entries(item, path, entries);
    else if (item.representation === "TIME_SERIES")
      this.#add({ ...base, name: nameOf(item, path), type: "waveform", unit });
    else if (item.units?.endsWith("_3D") === true)
      for (const [index, axis] of ["x", "y", "z"].entries())
        this.#add({
          ...{ ...base, signal: `${base.signal}-${axis}`, name: nameOf(item, path, axis.toUpperCase()) },
          ...{ type: "number", unit, binding: { ...base.binding, index } },
        });
    else if (item.category === "SAMPLE" || isCount(item))
      this.#add({
        ...base,
        name: nameOf(item, path),
        type: "number",
        unit,
        ...rangeOf(item),
        ...this.#role(item, path),
      });
    else {
      const words = wordsOf(item);
      const name = nameOf(item, path);
      const role = this.#role(item, path);
      if (words === undefined) this.#add({ ...base, name, type: "text", ...role });
      else
        this.#add({
          ...{ ...base, name, type: "enum", labels: words.labels, ...role },
          binding: { ...base.binding, map: words.map },
        });
    }
  }

  #entries(item: DataItem, path: readonly Component[], entries: readonly FoundEntry[]): void {
    if (entries.length === 0) this.#leave(`${item.id}: its entries are not known now; bind them by \`entry\``);
    for (const { entry, cell, isNumber } of entries) {
      const key = cell === undefined ? entry : `${entry} ${cell}`;
      if (!isWritable(key)) {
        this.#leave(`${item.id} ${key}: braces in its key`);
        continue;
      }
      this.#add({
        component: this.#idOf(path),
        signal: `${signalOf(item)}-${kebab(key, MOST_WORD) || "entry"}`,
        name: nameOf(item, path, key.slice(0, 40)),
        ...(isNumber ? { type: "number", unit: "1" } : { type: "text" }),
        binding: { dataItem: item.id, entry, ...(cell === undefined ? {} : { cell }) },
      });
    }
  }

  #tool({ assetId, fields }: CuttingTool): ProposedComponent {
    const id = untaken(`tool-${kebab(assetId, MOST_WORD) || "x"}`.slice(0, 60), this.#takenIds);
    if (!isWritable(assetId)) this.#leave(`tool ${assetId}: braces in its assetId`);
    else
      for (const field of fields.keys())
        this.#add({
          component: id,
          signal: field,
          name: { zh: `${assetId} ${TOOL_NAMES[field].zh}`, en: `${assetId} ${TOOL_NAMES[field].en}` },
          ...(TOOL_FIELDS[field] === null ? { type: "text" } : { type: "number", unit: TOOL_FIELDS[field] ?? "1" }),
          binding: { tool: assetId, field },
        });
    return { id, kind: "tool", name: { zh: assetId, en: assetId }, tags: [`${id}/*`] };
  }

  /** Components that have tags and a kind of the product's model. */
  #components(): ProposedComponent[] {
    return [...this.#ids].flatMap(([component, id]) => {
      const kind = kindOf(component);
      const isObserved = this.#tags.some((tag) => tag.component === id);
      const name = component.name ?? component.type;
      return kind === undefined || !isObserved ? [] : [{ id, kind, name: { zh: name, en: name }, tags: [`${id}/*`] }];
    });
  }

  /** The innermost component, by its name; with those around it where another has that name. */
  #idOf(path: readonly Component[]): string | undefined {
    const component = path.at(-1);
    if (component === undefined) return undefined;
    let id = this.#ids.get(component);
    if (id === undefined) {
      const own = kebab(component.name ?? component.type, MOST_WORD) || "component";
      const parent = path.at(-2);
      const wide = parent === undefined ? own : kebab(`${parent.name ?? parent.type}-${own}`, MOST_WORD);
      id = untaken(this.#takenIds.has(own) ? wide : own, this.#takenIds);
      this.#ids.set(component, id);
    }
    return id;
  }

  #role(item: DataItem, path: readonly Component[]): Pick<ProposedTag, "role"> {
    const role = roleOf(item, path);
    if (role === undefined || this.#roles.has(role)) return {};
    this.#roles.add(role);
    return { role };
  }

  #add({ component, ...tag }: Omit<ProposedTag, "component"> & { readonly component: string | undefined }): void {
    const prefix = component === undefined ? "" : `${component}/`;
    const signal = untaken(`${prefix}${tag.signal}`, this.#keys).slice(prefix.length);
    this.#tags.push({ ...(component === undefined ? {} : { component }), ...tag, signal });
  }

  #leave(what: string): void {
    this.#leftOut.push(`${this.#device.name ?? this.#device.uuid}: ${what}`);
  }
}

/** A unit without a UCUM code becomes an annotation of the unit 1, as UCUM allows. */
function unitOf({ units }: DataItem): string {
  const symbol = units?.replace(/[^!-~]|[{}]/g, "").slice(0, 38) ?? "";
  return ucumOf(units) ?? (symbol === "" ? "1" : `{${symbol}}`);
}

function rangeOf({ minimum, maximum }: DataItem): Pick<ProposedTag, "range"> {
  return minimum !== undefined && maximum !== undefined && minimum < maximum ? { range: [minimum, maximum] } : {};
}

const TOOL_NAMES: Readonly<Record<ToolField, LocalizedText>> = {
  "life-minutes": { zh: "已用寿命（分钟）", en: "life used (minutes)" },
  "life-minutes-limit": { zh: "寿命（分钟）", en: "life (minutes)" },
  "life-parts": { zh: "已用寿命（工件）", en: "life used (parts)" },
  "life-parts-limit": { zh: "寿命（工件）", en: "life (parts)" },
  "life-wear": { zh: "磨损", en: "wear" },
  "life-wear-limit": { zh: "磨损极限", en: "wear limit" },
  location: { zh: "位置", en: "location" },
  status: { zh: "状态", en: "status" },
  "tool-id": { zh: "刀具类型", en: "type of tool" },
  "program-tool-number": { zh: "程序刀号", en: "number in programs" },
  reconditions: { zh: "修磨次数", en: "reconditions" },
};
