import { t } from "../i18n/language.ts";
import { wordsOf } from "./api.ts";
import { actionFailure } from "./signals.ts";

/** Runs an operator's action and shows the edge's reason when it refuses. */
export async function actOnAlert(action: () => Promise<unknown>): Promise<void> {
  actionFailure.value = null;
  try {
    await action();
  } catch (error) {
    actionFailure.value = wordsOf(error);
  }
}

/** Accessible name of an acknowledge button: its text, then action and alert. */
export function acknowledgeName(label: string): string {
  const [short, long] = [t("alerts.ack-short"), t("alerts.ack")];
  return `${short === long ? "" : `${short}: `}${long} ${label}`;
}
