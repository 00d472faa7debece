import type { LocalizedText } from "../../../edge/contracts/tag.ts";
import { language } from "../data/signals.ts";
import { en, type TextKey } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "zh" | "en";

const CATALOGUES: Record<Language, Record<TextKey, string>> = { zh, en };

/** The page's text in the chosen language; `{name}` is replaced by the value of that name. Components that call it follow the language. */
export function t(key: TextKey, values?: Readonly<Record<string, string | number>>): string {
  const text = CATALOGUES[language.value][key];
  return values === undefined ? text : text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** The plant's text in the chosen language. */
export function local(text: LocalizedText): string {
  return text[language.value];
}

/** Language code for `lang` attributes and `Intl`. */
export function locale(): string {
  return language.value === "zh" ? "zh-CN" : "en-GB";
}
