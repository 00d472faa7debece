/** A config that discovery proposes for a server, as values, for an editor. */
import type { EnumLabel, LocalizedText, TagLimits } from "../plant/tag.ts";

export interface ProposedTag {
  readonly component?: string;
  readonly signal: string;
  readonly name: LocalizedText;
  readonly type: "number" | "boolean" | "enum" | "text" | "waveform";
  readonly unit?: string;
  readonly range?: readonly [low: number, high: number];
  readonly limits?: TagLimits;
  readonly labels?: readonly EnumLabel[];
  readonly role?: string;
  readonly isStatic?: true;
  readonly binding: Readonly<Record<string, unknown>>;
}

/** A part of a machine, with the tags that belong to it. */
export interface ProposedComponent {
  readonly id: string;
  readonly kind: string;
  readonly name: LocalizedText;
  readonly tags: readonly string[];
}

export interface ProposedAssetType {
  readonly name: string;
  readonly kind: string;
  readonly size?: { readonly x: number; readonly y: number; readonly z: number };
  readonly components?: readonly ProposedComponent[];
  readonly tags: readonly ProposedTag[];
}

export interface ProposedMachine {
  readonly uid: string;
  readonly label: string;
  /** Name of its type. */
  readonly type: string;
  readonly name: LocalizedText;
  /** Area, line, cell and unit: its place below the site. */
  readonly place: string;
  /** Where its source finds it, as the config writes it. */
  readonly address: Readonly<Record<string, unknown>>;
  /** What it is, for people: companion models, maker, model; empty where nothing says it. */
  readonly about: string;
}

/** A source as the config writes it. */
export interface ProposedSource {
  readonly name: string;
  readonly kind: string;
  readonly [key: string]: unknown;
}

export interface ProposedConfig {
  readonly namespaces: Readonly<Record<string, string>>;
  /** Without password, which comes as a secret. */
  readonly source: ProposedSource;
  /**
   * Keys of the source that name its server, each with the value that its absence means: a source of the plant with the
   * same values is the same.
   */
  readonly keys: Readonly<Record<string, string | number | null>>;
  /** Where the password of the source belongs; absent: it needs none. */
  readonly password?: readonly string[];
  readonly types: readonly ProposedAssetType[];
  readonly machines: readonly ProposedMachine[];
}
