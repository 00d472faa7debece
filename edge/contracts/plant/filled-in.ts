/** Texts with gaps, such as `read {count} lines`, in both languages. */
import type { LocalizedText } from "./tag.ts";

type Parts = Readonly<Record<string, string | number>>;

/** Gives the texts of a table by name in one language, with their parts filled in. A gap without a part stays. */
export function filledIn<Name extends string>(
  table: Readonly<Record<Name, LocalizedText>>,
  language: keyof LocalizedText,
): (name: Name, parts: Parts) => string {
  return (name, parts) =>
    table[name][language].replaceAll(/\{(\w+)\}/g, (whole, part: string) =>
      Object.hasOwn(parts, part) ? String(parts[part]) : whole,
    );
}
