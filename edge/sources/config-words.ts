/** Words of a config for names of any script, as discovery and imports write them. */
import { createHash } from "node:crypto";

const MAX_WORD = 64;

/** Lower-case letters, digits and hyphens, at most `most` of them; empty when the name has none. */
export function kebab(name: string, most = Number.POSITIVE_INFINITY): string {
  return name
    .normalize("NFKD")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, most)
    .replace(/-+$/, "");
}

/** The name, or the first of name-2, name-3, … that is not taken; takes it. */
export function untaken(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}

/** Texts in which the config would replace `{name}` or `${…}` cannot be written literally. */
export function isWritable(text: string): boolean {
  return !/[{}]/.test(text);
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
