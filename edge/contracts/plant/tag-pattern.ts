import { type Capability, can } from "./kinds.ts";
import type { Asset } from "./plant.ts";
import type { Tag, TagRole } from "./tag.ts";

/** Selects the tags of a rule. Every given part must match; `*` matches any run of characters. */
export interface TagPattern {
  /** Kinds of asset. */
  readonly kinds?: readonly string[];
  /** Assets that can do at least one of these. */
  readonly capabilities?: readonly Capability[];
  /** Labels of assets, such as `CNC-2*`. */
  readonly assets?: readonly string[];
  readonly component?: string;
  readonly signal?: string;
  readonly role?: string;
}

/** Whether a label or name fits a word of a pattern. */
export function matchesWord(word: string, text: string): boolean {
  if (!word.includes("*")) return word === text;
  const parts = word.split("*");
  const first = parts[0] as string;
  const last = parts[parts.length - 1] as string;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

type NamedAsset = Pick<Asset, "kind" | "label" | "capabilities">;

export function matchesAsset(pattern: TagPattern, asset: NamedAsset): boolean {
  if (pattern.kinds !== undefined && !pattern.kinds.includes(asset.kind)) return false;
  if (pattern.capabilities !== undefined && !pattern.capabilities.some((one) => can(asset, one))) return false;
  return pattern.assets === undefined || pattern.assets.some((word) => matchesWord(word, asset.label));
}

export function matchesTag(
  pattern: TagPattern,
  asset: NamedAsset,
  tag: Pick<Tag, "component" | "signal" | "role">,
): boolean {
  if (!matchesAsset(pattern, asset)) return false;
  if (pattern.component !== undefined && !matchesWord(pattern.component, tag.component)) return false;
  if (pattern.signal !== undefined && !matchesWord(pattern.signal, tag.signal)) return false;
  return pattern.role === undefined || tag.role === (pattern.role as TagRole);
}
