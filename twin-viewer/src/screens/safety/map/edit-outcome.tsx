import { t } from "../../../i18n/language.ts";
import type { EditOutcomeState } from "./register-edits.ts";

/** That the config is being read, which takes seconds for a large plant, or why an edit was not possible. */
export function EditOutcome({ outcome: { isBusy, failure } }: { outcome: EditOutcomeState }) {
  if (isBusy)
    return (
      <p class="answer-note" role="status">
        {t("map.reading")}
      </p>
    );
  return failure === "" ? null : (
    <p class="answer-note is-doubtful" role="alert">
      {failure}
    </p>
  );
}
