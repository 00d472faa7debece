import type { TSchema } from "typebox";
import type { SinkPlugin, SourcePlugin } from "../path/plugin.ts";
import type {
  AssetDocument,
  AssetKind,
  FloorMap,
  FloorPlan,
  PlaceName,
  Pose,
  RouteEdge,
  RouteNode,
  Run,
  Site,
  Size,
  Zone,
} from "./plant.ts";
import type { AssetUid, EnumLabel, LocalizedText, TagLimits, TagRole, TagType, TagUid } from "./tag.ts";

/** Everything that can be configured: the kinds of sources and sinks, and the sections that other layers define. */
export interface Plugins {
  readonly sources: readonly SourcePlugin[];
  readonly sinks: readonly SinkPlugin[];
  readonly historian: TSchema;
  readonly detectors: TSchema;
  readonly kpis: TSchema;
  readonly material: TSchema;
  readonly energy: TSchema;
  readonly api: TSchema;
  readonly notify: TSchema;
  /** What the schema of a section cannot say. Asked when the section follows its schema. */
  readonly problems: readonly {
    readonly section: "detectors" | "notify" | "material" | "energy";
    find(section: unknown, assets: readonly AssetConfig[]): readonly SectionProblem[];
  }[];
  /** Warnings about a valid config that may not do what its author expects. Asked when there are no problems. */
  readonly advice?: readonly ((config: ReadConfig) => readonly SectionProblem[])[];
}

/** A config without problems, and its text as plain values: to say where something stands. */
export interface ReadConfig {
  readonly root: Readonly<Record<string, unknown>>;
  readonly assets: readonly AssetConfig[];
  readonly detectors: unknown;
  readonly notify: unknown;
}

/** Something wrong with a section, at a place counted from the root of the config. */
export interface SectionProblem {
  readonly steps: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

/** One configured source or sink; `config` follows its plugin's schema, defaults filled in. */
export interface PartConfig {
  readonly name: string;
  readonly kind: string;
  readonly config: unknown;
}

/** One tag of one asset. What a type says is shared by all its assets; only uid and binding are the asset's own. */
export interface TagConfig {
  readonly tagUid: TagUid;
  readonly shape: TagShape;
  /** Follows the binding schema of the asset's source, parameters put in. */
  readonly binding: unknown;
}

/** What an asset type says about a tag. */
export interface TagShape {
  readonly component: string;
  readonly signal: string;
  readonly name: LocalizedText;
  readonly type: TagType;
  readonly unit?: string;
  readonly range?: readonly [low: number, high: number];
  readonly limits?: TagLimits;
  readonly labels?: readonly EnumLabel[];
  readonly role?: TagRole;
  readonly isStatic?: boolean;
  readonly class?: "personal";
}

/** What may become of samples about people. Without `store` they leave the memory after a minute. */
interface PersonalConfig {
  readonly store?: { readonly purpose: string; readonly days: number };
  /** For so many days positions around a safety alert are kept; 0 keeps none. */
  readonly evidenceDays: number;
}

/** What an editor offers of an asset type. */
export interface TypeConfig {
  readonly name: string;
  readonly kind: AssetKind;
  readonly size?: Size;
  readonly hasTags: boolean;
}

export interface AssetConfig {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly type: string;
  readonly kind: AssetKind;
  readonly name: LocalizedText;
  readonly equipmentPath: string;
  readonly pose?: Pose;
  readonly size?: Size;
  readonly meters?: AssetUid;
  readonly medium?: "electricity" | "water" | "natural-gas" | "compressed-air";
  readonly model?: string;
  readonly documents?: readonly AssetDocument[];
  readonly map?: string;
  /** Name of the source that reads the tags; absent only when there are none. */
  readonly source?: string;
  /** Follows the address schema of the source. */
  readonly address?: unknown;
  readonly tags: readonly TagConfig[];
}

/** A plant's config, checked as a whole: every reference in it resolves, every default is filled in. */
export interface EdgeConfig {
  /** Absolute path of the plant's folder. */
  readonly folder: string;
  /** Absolute paths of all files read, the first one first. */
  readonly files: readonly string[];
  /** For the log: what the next release will not read, and what may not do what it looks like. */
  readonly warnings?: readonly string[];
  readonly site: Site;
  readonly floor: FloorPlan;
  readonly simulated: boolean;
  readonly places: readonly PlaceName[];
  readonly zones: readonly Zone[];
  readonly routes: { readonly nodes: readonly RouteNode[]; readonly edges: readonly RouteEdge[] };
  readonly maps: readonly FloorMap[];
  readonly runs: readonly Run[];
  readonly namespaces: ReadonlyMap<string, string>;
  readonly sources: readonly PartConfig[];
  readonly sinks: readonly PartConfig[];
  readonly types: readonly TypeConfig[];
  readonly assets: readonly AssetConfig[];
  readonly personal: PersonalConfig;
  /** Sections as the plugins' schemas describe them. */
  readonly historian: unknown;
  readonly detectors: unknown;
  readonly kpis: unknown;
  readonly material: unknown;
  readonly energy: unknown;
  readonly api: unknown;
  readonly notify: unknown;
}
