import { t } from "../i18n/language.ts";
import { wordsOf } from "./api.ts";
import { actionFailure } from "./signals.ts";

/** Does what an operator asked for and shows the edge's reason when it refuses. */
export async function actOnAlert(action: () => Promise<unknown>): Promise<void> {
  actionFailure.value = null;
  try {
    await action();
  } catch (error) {
    actionFailure.value = wordsOf(error);
  }
}

/** Name of an acknowledge button: what stands on it, then what it does to whom. */
export function acknowledgeName(label: string): string {
  const [short, long] = [t("alerts.ack-short"), t("alerts.ack")];
  return `${short === long ? "" : `${short}: `}${long} ${label}`;
}
