/** A proposal from a broker's messages, before it is written as YAML. It has the same members as the config. */

export interface ProposedTag {
  readonly component?: string;
  readonly signal: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly type: "number" | "boolean" | "enum" | "text";
  readonly unit?: string;
  readonly range?: readonly [low: number, high: number];
  readonly labels?: readonly { readonly value: number; readonly zh: string; readonly en: string }[];
  readonly role?: string;
  readonly isStatic?: true;
  readonly binding: Readonly<Record<string, unknown>>;
}

export interface ProposedType {
  readonly name: string;
  readonly kind: "agv" | "box";
  readonly size?: { readonly x: number; readonly y: number; readonly z: number };
  readonly tags: readonly ProposedTag[];
}

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
  readonly types: readonly ProposedType[];
  readonly assets: readonly ProposedAsset[];
  /** Messages that are not proposed, with the reason. */
  readonly leftOut: readonly string[];
}

/** Texts in which the config would replace `{name}` or `${…}` cannot be written literally. */
export function isWritable(text: string): boolean {
  return !/[{}]/.test(text);
}

/** Lower-case letters, digits and hyphens, as components and signals are written. */
export function kebab(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 56)
    .replace(/-$/, "");
}

/** The name, or the first of name-2, name-3, … that is not taken; takes it. */
export function untaken(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}

/** Component and signal of a path such as Power/Active/L1, unique among those taken. */
export function tagName(path: readonly string[], taken: Set<string>): { component?: string; signal: string } {
  const component = kebab(path.slice(0, -1).join("-"));
  const signal = kebab(path.at(-1) ?? "") || "value";
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
  readonly types: ProposedType[] = [];
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  nameOf(wanted: string, type: Omit<ProposedType, "name">): string {
    const key = JSON.stringify(type);
    let name = this.#names.get(key);
    if (name === undefined) {
      name = untaken(kebab(wanted) || "type", this.#taken);
      this.#names.set(key, name);
      this.types.push({ name, ...type });
    }
    return name;
  }
}
