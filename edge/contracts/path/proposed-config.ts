/** A config that discovery proposes for a server, as values, for an editor. */
import type { EnumLabel, LocalizedText, TagLimits } from "../plant/tag.ts";

export interface ProposedTag {
  readonly component?: string;
  readonly signal: string;
  readonly name: LocalizedText;
  readonly type: "number" | "boolean" | "enum" | "text";
  readonly unit?: string;
  readonly range?: readonly [number, number];
  readonly limits?: TagLimits;
  readonly labels?: readonly EnumLabel[];
  readonly role?: string;
  readonly isStatic?: true;
  readonly binding: { readonly path: string } & Readonly<Record<string, unknown>>;
}

export interface ProposedAssetType {
  readonly name: string;
  readonly kind: string;
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
  /** Browse path of its root. */
  readonly root: string;
  /** Companion models that it follows; empty for plain variables. */
  readonly models: readonly string[];
}

/** `source` without password, which comes as a secret. */
export interface ProposedConfig {
  readonly namespaces: Readonly<Record<string, string>>;
  readonly source: {
    readonly name: string;
    readonly kind: string;
    readonly endpoint: string;
    readonly security: Readonly<Record<string, unknown>>;
    readonly user?: { readonly name: string };
  };
  readonly types: readonly ProposedAssetType[];
  readonly machines: readonly ProposedMachine[];
}
