import { signal } from "@preact/signals";
import { type Language, localeOf } from "../../../edge/contracts/words/language.ts";

export type { Language };

/** The language of the page. */
export const language = signal<Language>("zh");

/** Language code for `lang` attributes and `Intl`. */
export function locale(): string {
  return localeOf(language.value);
}
