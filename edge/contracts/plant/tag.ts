/** Identity of assets and tags: names that never change, and the dense numbers the data path uses instead. */

declare const brand: unique symbol;

/** A `T` that only its own factory can make. */
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/**
 * Immutable global identity of an asset: `di:ProductInstanceUri`, else a UUIDv7 written into the config. Never a
 * place.
 */
export type AssetUid = Brand<string, "AssetUid">;

/**
 * `assetUid#component/signal`, or `assetUid#signal` where the asset itself is meant. NodeIds, topics, paths and names
 * are attributes, not identity.
 */
export type TagUid = Brand<string, "TagUid">;

/** Dense number of a tag on this edge. Given once by the tag registry, never reused, stable across restarts. */
export type TagRef = Brand<number, "TagRef">;

/**
 * Dense number of a link, whose tags become stale together: an OPC UA connection, a Sparkplug device, a vehicle.
 * Meaningless outside this process.
 */
export type LinkRef = Brand<number, "LinkRef">;

/** The same text in both languages of the product. */
export interface LocalizedText {
  readonly zh: string;
  readonly en: string;
}

/**
 * A meaning by which KPIs, detectors and viewer find tags. The list is closed: it has only roles that the product uses.
 */
export type TagRole =
  | "item-state"
  | "operation-mode"
  | "active-power"
  | "energy-import"
  | "parts-produced"
  | "parts-good"
  | "parts-scrapped"
  | "program"
  | "tool-life-used"
  | "emergency-stop"
  | "protective-stop"
  | "operational-mode"
  | "gate-open"
  | "presence"
  | "human-distance"
  | "robot-speed"
  | "field-violation"
  | "agv-x"
  | "agv-y"
  | "agv-theta"
  | "agv-load"
  | "agv-battery"
  | "agv-node-states"
  | "agv-operating-mode"
  | "person-x"
  | "person-y"
  | `joint-${1 | 2 | 3 | 4 | 5 | 6}`
  | "axis-x"
  | "axis-y"
  | "axis-z"
  | "spindle-speed"
  | "door-open"
  | "belt-speed"
  | "pieces-on-board"
  | "fill-level"
  /** Concentration that a gas detector measures, and whether the detector is faulty. */
  | "gas-concentration"
  | "gas-fault"
  /** Acceleration of the part's wear against a real plant: simulations report it. */
  | "wear-factor"
  /** Active power that is read fast (100 ms), beside `active-power`, for the energy of single pieces. */
  | "power-trace";

/** `waveform`: its values are `WaveformBlock`s, not samples. */
export type TagType = "number" | "boolean" | "enum" | "text" | "waveform";

/** Limits of one tag in its own unit. Absent ones are not watched. */
export interface TagLimits {
  readonly lowLow?: number;
  readonly low?: number;
  readonly high?: number;
  readonly highHigh?: number;
}

/** One label of an enum tag. */
export interface EnumLabel extends LocalizedText {
  readonly value: number;
}

/** One measured thing, with a unit and an owner. */
export interface Tag {
  readonly ref: TagRef;
  readonly tagUid: TagUid;
  readonly assetUid: AssetUid;
  /** Part of the asset, such as `spindle` or `axis-x`; empty where the asset itself is meant. */
  readonly component: string;
  /** Measured quantity, such as `speed`. Kebab-case. */
  readonly signal: string;
  readonly type: TagType;
  /** UCUM code, such as `Cel` or `mm/s`. Absent for booleans, enums and text. */
  readonly unit?: string | undefined;
  readonly name: LocalizedText;
  readonly range?: readonly [low: number, high: number] | undefined;
  readonly limits?: TagLimits | undefined;
  readonly labels?: readonly EnumLabel[] | undefined;
  readonly role?: TagRole | undefined;
  /** Name of the configured source that reads the tag. */
  readonly source: string;
  /** Where the source finds it, for people: a browse path, a topic and metric. */
  readonly address: string;
  readonly link: LinkRef;
  /** True for tags that are expected never to change while running, such as a serial number. */
  readonly isStatic?: boolean | undefined;
  /** Computed by the edge from other tags and events, not read from a device. */
  readonly isDerived?: true | undefined;
  /**
   * Personal data, such as a person's position: kept for a minute in memory, and nowhere else unless the config gives a
   * reason (docs/privacy.md).
   */
  readonly class?: "personal" | undefined;
}

/** Every tag of this edge, by ref and by uid. Grows only; a ref never changes its meaning. */
export interface TagTable {
  /** One above the highest ref given so far; columns by ref need this length. */
  readonly size: number;
  /** The tag, or undefined for refs of tags that the present config no longer has. */
  at(ref: TagRef): Tag | undefined;
  find(uid: TagUid): Tag | undefined;
  /** The present config's tags. */
  all(): readonly Tag[];
  /** Tags of one asset, in config order. */
  ofAsset(uid: AssetUid): readonly Tag[];
}

/**
 * Joins the three parts of a tag's identity. Parts were checked by the config schema. No template: its text would
 * stay in pieces, which is as much memory again for each of 100,000 tags.
 */
export function tagUidOf(asset: AssetUid, component: string, signal: string): TagUid {
  return (component === "" ? [asset, signal].join("#") : [asset, "#", component, "/", signal].join("")) as TagUid;
}

/** The name of a signal as configs write it: `component/signal`, or `signal` of the asset itself. */
export function signalName({ component, signal }: Pick<Tag, "component" | "signal">): string {
  return component === "" ? signal : `${component}/${signal}`;
}
