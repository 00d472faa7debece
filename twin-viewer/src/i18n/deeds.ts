import { CATALOGUE, type TextKey } from "./catalogue.ts";
import { t } from "./language.ts";

/**
 * What somebody did in words. A code that this page does not know, of a newer edge, is shown as it is: hiding it
 * would change the record.
 */
export function deedText(action: string): string {
  const key = `deed.${action}`;
  return isKey(key) ? t(key) : action;
}

function isKey(key: string): key is TextKey {
  return Object.hasOwn(CATALOGUE, key);
}
