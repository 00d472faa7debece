/** A proposal from a broker's messages, before it is written as YAML. It has the same members as the config. */
import type { ProposedAssetType } from "../../../contracts/path/proposed-config.ts";
import { kebab, untaken } from "../../config-words.ts";

const MOST_WORD = 56;

export interface ProposedAsset {
  readonly label: string;
  readonly type: string;
  readonly source: string;
  readonly address: Readonly<Record<string, unknown>>;
}

/** Keys of a source besides those that all sources of one broker share. */
interface ProposedSource {
  readonly name: string;
  readonly kind: "sparkplug" | "vda5050" | "mqtt-json";
  readonly [key: string]: unknown;
}

export interface Proposal {
  readonly sources: readonly ProposedSource[];
  readonly types: readonly ProposedAssetType[];
  readonly assets: readonly ProposedAsset[];
  /** Messages that are not proposed, with the reason. */
  readonly leftOut: readonly string[];
}

/** Component and signal of a path such as Power/Active/L1, unique among those taken. */
export function tagName(path: readonly string[], taken: Set<string>): { component?: string; signal: string } {
  const component = kebab(path.slice(0, -1).join("-"), MOST_WORD);
  const signal = kebab(path.at(-1) ?? "", MOST_WORD) || "value";
  const prefix = component === "" ? "" : `${component}/`;
  const name = untaken(`${prefix}${signal}`, taken).slice(prefix.length);
  return component === "" ? { signal: name } : { component, signal: name };
}

/** The same name in both languages, to be translated. */
export function named(text: string): { zh: string; en: string } {
  return { zh: text, en: text };
}

/** Types with the same tags are one type: gives its name, adding it when it is new. */
export class TypeCollector {
  readonly types: ProposedAssetType[] = [];
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  nameOf(wanted: string, type: Omit<ProposedAssetType, "name">): string {
    const key = JSON.stringify(type);
    let name = this.#names.get(key);
    if (name === undefined) {
      name = untaken(kebab(wanted, MOST_WORD) || "type", this.#taken);
      this.#names.set(key, name);
      this.types.push({ name, ...type });
    }
    return name;
  }
}
