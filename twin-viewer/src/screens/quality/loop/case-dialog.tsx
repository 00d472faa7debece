import { useState } from "preact/hooks";
import { causeWords, defectWords } from "../../../../../edge/contracts/quality/cause-words.ts";
import { CHECKED_PIECES } from "../../../../../edge/contracts/quality/loop.ts";
import { type DefectAnswer, openCase } from "../../../data/loop-api.ts";
import { loopRound } from "../../../data/loop-focus.ts";
import type { WorkItemAnswer } from "../../../data/maintenance-api.ts";
import { newUid } from "../../../data/new-uid.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { Dialog } from "../../../panels/dialog.tsx";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { Failure, useSending } from "../../../panels/work-items/sending.tsx";

const MOST_TITLE = 150;

interface DialogProps {
  readonly defect: DefectAnswer;
  /** Place in the ranking; null: another cause. */
  readonly cause: number | null;
  readonly onClose: () => void;
}

/** Opens a case against a class of defects. */
export function CaseDialog({ defect, cause, onClose }: DialogProps) {
  const [itemUid] = useState(newUid);
  const [title, setTitle] = useState("");
  const [pieces, setPieces] = useState("");
  const { failure, isSending, send } = useSending<WorkItemAnswer>(() => {
    loopRound.value++;
    onClose();
  });
  const named = cause === null ? undefined : defect.ranking?.causes[cause];
  const words = title.trim();
  const submit = (event: Event) => {
    event.preventDefault();
    const more = { ...(words === "" ? {} : { title: words }), ...(pieces === "" ? {} : { pieces: Number(pieces) }) };
    send(() => openCase({ itemUid, key: defect.key, cause, ...more }));
  };
  return (
    <Dialog label={t("loop.open-case")} kind="shelve" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>
          {t("loop.open-case")} · {local(defectWords(defect))}
        </h2>
        {named === undefined ? null : <p>{local(causeWords(named))}</p>}
        <p class="dialog-note">{t("loop.case-note")}</p>
        {named === undefined ? (
          <TextField name={t("loop.case-title")} value={title} most={MOST_TITLE} onSet={setTitle} />
        ) : null}
        <Field name={t("loop.case-pieces")}>
          {(id) => (
            <input
              id={id}
              type="number"
              min={CHECKED_PIECES.least}
              max={CHECKED_PIECES.most}
              step={1}
              value={pieces}
              onInput={(event) => setPieces(event.currentTarget.value)}
            />
          )}
        </Field>
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("work.cancel")}
          </button>
          <ActButton
            asks="operate"
            type="submit"
            class="button primary"
            disabled={isSending || (named === undefined && words === "")}
          >
            {t("loop.open-case")}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}
