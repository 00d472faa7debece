import { CATALOGUE, type TextKey } from "./catalogue.ts";
import { t } from "./language.ts";

/**
 * An action of the audit log in words. An unknown code, of a newer edge, is shown unchanged: hiding it would change the
 * record.
 */
export function actText(action: string): string {
  const key = `act.${action}`;
  return isKey(key) ? t(key) : action;
}

function isKey(key: string): key is TextKey {
  return Object.hasOwn(CATALOGUE, key);
}
