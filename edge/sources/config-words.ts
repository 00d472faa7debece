/** Words of a config for names of any script, as discovery and imports write them. */
import { createHash } from "node:crypto";

const MAX_WORD = 64;

/** Lower-case letters, digits and hyphens, at most 64; empty when the name has none of them. */
export function kebab(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** A word for a name in any script, the same at every discovery. */
export function wordOf(name: string): string {
  const word = kebab(name);
  if (word === "") return `x-${shortHash(name)}`;
  return word.length <= MAX_WORD ? word : `${word.slice(0, MAX_WORD - 9).replace(/-$/, "")}-${shortHash(name)}`;
}

/** Tells names apart that give the same word. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** Tags with signals of their own: a repeated one gets a mark that follows from its address. */
export function withOwnSignals<Tag extends { readonly component?: string; readonly signal: string }>(
  tags: readonly Tag[],
  addressOf: (tag: Tag) => string,
): Tag[] {
  const seen = new Set<string>();
  return tags.map((tag) => {
    const key = `${tag.component ?? ""}/${tag.signal}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew
      ? tag
      : { ...tag, signal: `${tag.signal.slice(0, 54).replace(/-$/, "")}-${shortHash(addressOf(tag))}` };
  });
}
