import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { CATALOGUE, type TextKey } from "./catalogue.ts";
import { language } from "./chosen.ts";
import { formatNumber } from "./number.ts";
import { reasonInWords } from "./reasons.ts";

/** A word that follows a count, as `{count|machine|machines}`: the form for one, then that for other counts. */
const COUNTED = /\{(\w+)\|([^|{}]*)\|([^|{}]*)\}/g;

/**
 * The page's text in the chosen language; `{name}` is replaced by the value of that name, `{name|one|many}` by the form
 * for that count; a `{reason}` is translated if possible. Components that call it follow the language.
 */
export function t(key: TextKey, values?: Readonly<Record<string, string | number>>): string {
  const text: string = CATALOGUE[key][language.value];
  return values === undefined
    ? text
    : text
        .replaceAll(COUNTED, (_, name: string, one: string, many: string) =>
          String(values[name]) === "1" ? one : many,
        )
        .replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
          Object.hasOwn(values, name)
            ? name === "reason"
              ? reasonInWords(String(values[name]))
              : shown(values[name] as string | number)
            : whole,
        );
}

/** A count with its thousands set apart; numbers with decimals are formatted by the caller, who knows how many. */
function shown(value: string | number): string {
  return typeof value === "number" && Number.isInteger(value) ? formatNumber(value, 0) : String(value);
}

/** The plant's text in the chosen language. */
export function local(text: LocalizedText): string {
  return text[language.value];
}
