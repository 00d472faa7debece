import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { CATALOGUE, type TextKey } from "./catalogue.ts";
import { language } from "./chosen.ts";
import { sayReason } from "./reasons.ts";

/**
 * The page's text in the chosen language; `{name}` is replaced by the value of that name; a `{reason}` is
 * translated if possible. Components that call it follow the language.
 */
export function t(key: TextKey, values?: Readonly<Record<string, string | number>>): string {
  const text: string = CATALOGUE[key][language.value];
  return values === undefined
    ? text
    : text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
        Object.hasOwn(values, name)
          ? name === "reason"
            ? sayReason(String(values[name]))
            : String(values[name])
          : whole,
      );
}

/** The plant's text in the chosen language. */
export function local(text: LocalizedText): string {
  return text[language.value];
}

/** Language code for `lang` attributes and `Intl`. */
export function locale(): string {
  return language.value === "zh" ? "zh-CN" : "en-GB";
}
