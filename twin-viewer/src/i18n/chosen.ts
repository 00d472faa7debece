import { signal } from "@preact/signals";

export type Language = "zh" | "en";

/** The language of the page. */
export const language = signal<Language>("zh");

/** Language code for `lang` attributes and `Intl`. */
export function locale(): string {
  return language.value === "zh" ? "zh-CN" : "en-GB";
}
