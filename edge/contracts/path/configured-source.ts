import type { LocalizedText, TagType } from "../plant/tag.ts";

/** A tag of a configured source. `binding` follows the plugin's schema. */
interface ConfiguredTag<Binding = unknown> {
  readonly tagUid: string;
  readonly component: string;
  readonly signal: string;
  readonly name: LocalizedText;
  readonly type: TagType;
  /** UCUM code. */
  readonly unit?: string;
  readonly range?: readonly [low: number, high: number];
  readonly binding: Binding;
}

/** An asset of a configured source. `address` follows the plugin's schema. */
export interface ConfiguredAsset<Address = unknown, Binding = unknown> {
  readonly assetUid: string;
  readonly label: string;
  readonly address: Address;
  readonly tags: readonly ConfiguredTag<Binding>[];
}

/** A source of a checked config with the assets that it reads; `config` follows the plugin's schema. */
export interface ConfiguredSource {
  readonly name: string;
  readonly config: unknown;
  /** URI by prefix. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly assets: readonly ConfiguredAsset[];
}
