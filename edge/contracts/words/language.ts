/** The languages of texts for people. */
export type Language = "zh" | "en";

/** Language code for `lang` attributes and `Intl`. */
export function localeOf(language: Language): string {
  return language === "zh" ? "zh-CN" : "en-GB";
}
