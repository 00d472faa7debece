import type { ComponentType } from "./component-template.ts";
import type { FilePrints } from "./config-prints.ts";
import type { ConfigText } from "./config-text.ts";
import type { AssetKind, Capability } from "./kinds.ts";
import type { Medium } from "./media.ts";
import type {
  AssetDocument,
  ComponentLife,
  FloorMap,
  FloorPlan,
  ModelAxis,
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

/** A config without problems, with its sections by name. */
export type ReadConfig<Sections = unknown> = {
  /** The config as plain values, in which advice finds its place. */
  readonly root: Readonly<Record<string, unknown>>;
  readonly assets: readonly AssetConfig[];
} & Sections;

/** A problem of a section. `steps` leads to its place from the root of the config. */
export interface SectionProblem extends ConfigText {
  readonly steps: readonly (string | number)[];
}

/** One configured source or sink; `config` follows its plugin's schema, defaults filled in. */
export interface PartConfig {
  readonly name: string;
  readonly kind: string;
  readonly config: unknown;
}

/** One tag of one asset. All assets of a type share the shape; uid and binding are the asset's own. */
export interface TagConfig {
  readonly tagUid: TagUid;
  readonly shape: TagShape;
  /** Follows the binding schema of the asset's source, parameters put in. */
  readonly binding: unknown;
}

/** A tag as its asset type defines it. */
export interface TagShape {
  readonly component: string;
  readonly signal: string;
  readonly name: LocalizedText;
  readonly type: TagType;
  readonly unit?: string;
  readonly range?: readonly [low: number, high: number];
  readonly limits?: TagLimits | undefined;
  readonly labels?: readonly EnumLabel[];
  readonly role?: TagRole;
  readonly isStatic?: boolean;
  readonly class?: "personal";
  /** False: no figures are derived from the waveform. */
  readonly features?: false;
}

/** Treatment of samples about people. Without `store` they leave the memory after a minute. */
interface PersonalConfig {
  readonly store?: { readonly purpose: string; readonly days: number };
  /** Days for which positions around a safety alert are kept; 0 keeps none. */
  readonly evidenceDays: number;
}

/** An asset type as editors show it, with its components. */
export interface TypeConfig extends ComponentType {
  readonly kind: AssetKind;
  readonly size?: Size;
  readonly hasTags: boolean;
}

export interface AssetConfig {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly type: string;
  readonly kind: AssetKind;
  readonly capabilities?: readonly Capability[];
  readonly priorLife?: readonly ComponentLife[];
  readonly name: LocalizedText;
  readonly equipmentPath: string;
  readonly pose?: Pose;
  readonly size?: Size;
  readonly meters?: AssetUid;
  readonly medium?: Medium;
  readonly model?: string;
  readonly axes?: readonly ModelAxis[];
  readonly documents?: readonly AssetDocument[];
  readonly map?: string;
  /** Name of the source that reads the tags; absent only when there are none. */
  readonly source?: string;
  /** Follows the address schema of the source. */
  readonly address?: unknown;
  readonly tags: readonly TagConfig[];
}

/** Whether a source reads tags of the asset: only then may the edge add tags of its own to it. */
export function isRead({ source, tags }: Pick<AssetConfig, "source" | "tags">): boolean {
  return source !== undefined && tags.length > 0;
}

/** A plant's config, checked as a whole, with its sections by name: references resolve, defaults are filled in. */
export type EdgeConfig<Sections = unknown> = PlantParts & Sections;

/** The parts of a config that every plant has. */
interface PlantParts {
  /** Absolute path of the plant's folder. */
  readonly folder: string;
  /** Absolute paths of all files read, the first one first. */
  readonly files: readonly string[];
  /** Of these and of secret files, for the other box; absent where there are no two boxes. */
  readonly prints?: FilePrints;
  /** For the log: keys that the next release will not read, and parts that may have another effect than expected. */
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
}
